// The tick sheet at the door: taps are counted on the phone and sent as one sum, so that a network that drops
// loses none and one that stutters doubles none. What is kept is numbers. Without this each tap is sent by itself.
(function () {
  "use strict";
  var form = document.querySelector("[data-tally]");
  if (!form || !window.fetch) return;
  var shelf = "tally:" + location.pathname.replace(/^\/[^/]+/, "");
  var slip = read() || { key: form.elements.slip.value, counts: {}, sent: {} };
  var before = JSON.parse(JSON.stringify(slip.sent));
  var sending = false;

  function read() {
    try { return JSON.parse(localStorage.getItem(shelf)); } catch (error) { return null; }
  }
  function isSent() {
    return Object.keys(slip.counts).every(function (key) { return slip.counts[key] === (slip.sent[key] || 0); });
  }
  function keep() {
    try {
      if (isSent()) localStorage.removeItem(shelf);
      else localStorage.setItem(shelf, JSON.stringify(slip));
    } catch (error) { /* a full or closed shelf: the page itself still knows */ }
  }
  function tell(name, on) {
    document.querySelector("[data-" + name + "]").hidden = !on;
  }
  function draw() {
    form.querySelectorAll("[data-count]").forEach(function (place) {
      var key = place.getAttribute("data-count");
      if (!place.hasAttribute("data-base")) place.setAttribute("data-base", place.textContent);
      var number = Number(place.getAttribute("data-base")) + (slip.counts[key] || 0) - (before[key] || 0);
      place.textContent = number;
      form.querySelector("button[name=less][value='" + key + "']").disabled = number <= 0;
    });
  }
  function send() {
    if (sending || isSent()) return;
    var counts = JSON.stringify(slip.counts);
    var body = new FormData();
    body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    body.set("slip", slip.key);
    body.set("counts", counts);
    sending = true;
    fetch(form.action, { method: "POST", body: new URLSearchParams(body), credentials: "same-origin" }).then(function (answer) {
      sending = false;
      if (answer.status >= 500 || answer.status === 429) return tell("unsent", true);
      if (!answer.ok) {
        tell("lost", true);
        slip.counts = JSON.parse(JSON.stringify(slip.sent));
      } else {
        slip.sent = JSON.parse(counts);
      }
      keep();
      draw();
      tell("unsent", false);
      send();
    }, function () {
      sending = false;
      tell("unsent", true);
    });
  }

  form.addEventListener("click", function (event) {
    var button = event.target.closest("button");
    if (!button) return;
    event.preventDefault();
    slip.counts[button.value] = (slip.counts[button.value] || 0) + (button.name === "more" ? 1 : -1);
    keep();
    draw();
    send();
  });
  window.addEventListener("online", send);
  setInterval(send, 10000);
  draw();
  send();
})();

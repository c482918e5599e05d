// At the door the network drops: a tick is kept on the phone and sent when it is back, in order.
// What is kept is the number of a booking and yes or no, never a name. Without this the page works as it is.
(function () {
  "use strict";
  var shelf = "door:" + location.pathname.replace(/^\/[^/]+/, "");
  var list = document.querySelector(".here");
  if (!list || !window.fetch) return;
  var waiting = read();
  var sending = false;

  function read() {
    try { return JSON.parse(localStorage.getItem(shelf)) || []; } catch (error) { return []; }
  }
  function keep() {
    try {
      if (waiting.length) localStorage.setItem(shelf, JSON.stringify(waiting));
      else localStorage.removeItem(shelf);
    } catch (error) { /* a full or closed shelf: the page itself still knows */ }
  }
  function show(name, on) {
    document.querySelector("[data-" + name + "]").hidden = !on;
  }
  function formOf(seat) {
    return document.querySelector("#seat-" + seat + " [data-tick]");
  }
  function press(form, came) {
    form.querySelector("button").setAttribute("aria-pressed", String(came));
    form.elements.came.value = came ? "" : "on";
  }
  function mark() {
    list.querySelectorAll("button[data-waits]").forEach(function (button) { button.removeAttribute("data-waits"); });
    waiting.forEach(function (tick) {
      var form = formOf(tick.seat);
      if (form) form.querySelector("button").setAttribute("data-waits", "");
    });
  }
  function send() {
    if (sending || !waiting.length) return;
    var tick = waiting[0];
    var form = formOf(tick.seat) || list.querySelector("[data-tick]");
    var body = new FormData(form);
    body.set("seat", tick.seat);
    body.set("came", tick.came ? "on" : "");
    sending = true;
    fetch(form.action, { method: "POST", body: new URLSearchParams(body), credentials: "same-origin" }).then(function (answer) {
      sending = false;
      if (answer.status >= 500 || answer.status === 429) return later();
      waiting.shift();
      if (!answer.ok) show("lost", true);
      keep();
      mark();
      show("unsent", false);
      send();
    }, function () {
      sending = false;
      later();
    });
  }
  function later() {
    show("unsent", true);
  }

  list.addEventListener("submit", function (event) {
    var form = event.target;
    if (!form.hasAttribute("data-tick")) return;
    event.preventDefault();
    var came = form.elements.came.value === "on";
    waiting.push({ seat: form.elements.seat.value, came: came });
    press(form, came);
    keep();
    mark();
    send();
  });
  window.addEventListener("online", send);
  setInterval(send, 10000);
  waiting.forEach(function (tick) { var form = formOf(tick.seat); if (form) press(form, tick.came); });
  mark();
  send();
})();

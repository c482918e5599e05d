// Keeps what is typed into a long form: on the server every two seconds, on this device when that fails.
// Without it the form works as well; then only the button saves.
(function () {
  "use strict";
  var WAIT = 1000, AT_MOST = 2000;
  var form = document.querySelector("form[data-autosave]");
  if (!form || !window.fetch || !window.URLSearchParams) return;
  var key = "kept:" + location.pathname.replace(/^\/[^/]+/, "");
  var timer = null, firstChange = 0, sending = false;

  function current() { return document.querySelector("form[data-autosave]"); }
  function typed() {
    var pairs = new URLSearchParams();
    new FormData(current()).forEach(function (value, name) { if (typeof value === "string") pairs.append(name, value); });
    return pairs;
  }
  function say(text) {
    var line = current().querySelector("[data-autosave-status]");
    if (line) line.textContent = text;
  }
  function offerDiscarding() {
    var button = current().querySelector("[data-autosave-discard]");
    if (button) button.hidden = false;
  }
  function store(pairs) {
    pairs.delete("csrfmiddlewaretoken");
    try { localStorage.setItem(key, pairs.toString()); } catch (error) { /* a full or forbidden store */ }
  }
  function forget() { try { localStorage.removeItem(key); } catch (error) { /* nothing to forget */ } }
  function put(fragments) {
    Object.keys(fragments || {}).forEach(function (id) {
      var place = document.getElementById(id);
      if (place) place.innerHTML = fragments[id];
    });
  }
  function keep(last) {
    clearTimeout(timer);
    if (!firstChange || (sending && !last)) return;
    firstChange = 0;
    sending = true;
    var pairs = typed();
    fetch(current().dataset.autosave, {
      method: "POST", body: pairs, credentials: "same-origin", redirect: "error", keepalive: !!last,
      headers: { "X-Requested-With": "autosave" },
    }).then(function (answer) {
      return answer.json().then(function (said) {
        if (answer.ok) { forget(); put(said.fragments); offerDiscarding(); } else store(pairs);
        say(said.text || "");
      });
    }).catch(function () {
      store(pairs);
      say(current().dataset.autosaveOffline);
    }).then(function () {
      sending = false;
      if (firstChange) soon();
    });
  }
  function soon() {
    clearTimeout(timer);
    timer = setTimeout(keep, Math.max(0, Math.min(WAIT, firstChange + AT_MOST - Date.now())));
  }
  function changed(event) {
    if (!event.target.closest || !event.target.closest("form[data-autosave]")) return;
    if (!firstChange) firstChange = Date.now();
    soon();
  }
  document.addEventListener("input", changed);
  document.addEventListener("change", changed);
  document.addEventListener("visibilitychange", function () { if (document.visibilityState === "hidden") keep(true); });
  // Some browsers leave a page without hiding it first.
  window.addEventListener("pagehide", function () { keep(true); });
  document.addEventListener("submit", function (event) {
    if (event.target === current() || event.target.id === "discard") { clearTimeout(timer); firstChange = 0; }
  });

  // What this device still holds is older than what the server shows, unless it never arrived there.
  var offer = document.querySelector("[data-autosave-offer]"), held = null;
  try { held = localStorage.getItem(key); } catch (error) { held = null; }
  var wasRefused = document.querySelector(".error-summary, [data-autosave-restored]");
  if (!offer || !held || wasRefused) return;
  var now = typed();
  now.delete("csrfmiddlewaretoken");
  var differs = false, keptPairs = new URLSearchParams(held);
  keptPairs.forEach(function (value, name) { if (name !== "version" && now.get(name) !== value) differs = true; });
  if (!differs) { forget(); return; }
  offer.hidden = false;
  offer.querySelector("[data-autosave-restore]").addEventListener("click", function () {
    Array.prototype.forEach.call(form.elements, function (field) {
      if (!field.name || field.name === "version" || field.name === "csrfmiddlewaretoken") return;
      if (field.type === "checkbox") field.checked = keptPairs.has(field.name);
      else if (keptPairs.has(field.name)) field.value = keptPairs.get(field.name);
    });
    offer.hidden = true;
    firstChange = Date.now();
    keep();
  });
  offer.querySelector("[data-autosave-forget]").addEventListener("click", function () { forget(); offer.hidden = true; });
})();

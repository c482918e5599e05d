// A guide is kept for reading offline, can be read aloud, and can be left quickly. All of it works without, too.
(function () {
  "use strict";
  if ("serviceWorker" in navigator) {
    navigator.serviceWorker.register("/sw.js").catch(function () {});
    navigator.serviceWorker.ready.then(function (registration) {
      var files = document.querySelectorAll("link[rel=stylesheet], link[rel=icon], script[src], article img");
      var keep = Array.from(files, function (file) { return file.href || file.src; }).concat(location.href);
      registration.active.postMessage({ keep: keep });
    });
  }

  var offline = document.querySelector("[data-offline]");
  function sayOffline() { if (offline) offline.hidden = navigator.onLine; }
  addEventListener("online", sayOffline);
  addEventListener("offline", sayOffline);
  sayOffline();

  // Without an entry in the history, so that "back" does not lead here.
  document.querySelectorAll("[data-leave]").forEach(function (link) {
    link.addEventListener("click", function (event) {
      event.preventDefault();
      document.body.hidden = true;
      location.replace(link.href);
    });
  });

  // Not every browser understands the header that empties it, so the script empties it first.
  function forget() {
    var worker = navigator.serviceWorker, jobs = [];
    try { localStorage.clear(); sessionStorage.clear(); } catch (error) { /* not allowed: then nothing is there */ }
    if (window.caches) jobs.push(caches.keys().then(function (names) {
      return Promise.all(names.map(function (name) { return caches.delete(name); }));
    }));
    if (worker) jobs.push(worker.getRegistrations().then(function (all) {
      return Promise.all(all.map(function (one) { return one.unregister(); }));
    }));
    return Promise.all(jobs).catch(function () {});
  }
  function sayForgotten() {
    var said = document.querySelector("[data-forgotten]");
    said.className = "note note-ok";
    said.textContent = said.dataset.forgotten;
    document.dispatchEvent(new Event("forgotten"));
  }
  document.querySelectorAll("[data-forget]").forEach(function (link) {
    link.addEventListener("click", function (event) {
      event.preventDefault();
      forget().then(function () {
        if (navigator.onLine) location.replace(link.href);
        else sayForgotten();
      });
    });
  });

  // Paper unfolds nothing, so what is folded is opened for it.
  addEventListener("beforeprint", function () {
    document.querySelectorAll("article details:not([open])").forEach(function (one) {
      one.open = true;
      addEventListener("afterprint", function () { one.open = false; }, { once: true });
    });
  });

  // An explanation lies over the text until one goes back. Escape goes back too; a tap beside it stays where it is.
  function back() { return document.querySelector(".word-entry:target .word-back a"); }
  addEventListener("keydown", function (event) {
    if (event.key === "Escape" && back()) back().click();
  });
  document.addEventListener("click", function (event) {
    if (!back() || event.target.closest("a, button, summary, .word-entry")) return;
    var top = scrollY;
    back().click();
    scrollTo(0, top);
  });

  var button = document.querySelector("[data-read-aloud]"), speech = window.speechSynthesis;
  var article = document.querySelector("article.guide");
  if (!button || !speech || !article) return;
  var language = (article.lang || document.documentElement.lang).split("-")[0];
  var label = button.querySelector("span"), start = label.textContent;

  function voice() {
    return speech.getVoices().find(function (one) { return one.lang.toLowerCase().split(/[-_]/)[0] === language; });
  }
  function show() { button.hidden = !voice(); }
  function stop() { speech.cancel(); label.textContent = start; }

  button.addEventListener("click", function () {
    if (speech.speaking) { stop(); return; }
    var parts = document.querySelectorAll("h1, .lead, article.guide h2, article.guide h3, article.guide p, article.guide li");
    parts.forEach(function (part, number) {
      var words = new SpeechSynthesisUtterance(part.innerText);
      words.voice = voice();
      words.lang = words.voice.lang;
      if (number === parts.length - 1) words.onend = stop;
      speech.speak(words);
    });
    label.textContent = button.dataset.stop;
  });
  addEventListener("pagehide", stop);
  if (speech.addEventListener) speech.addEventListener("voiceschanged", show);
  show();
})();

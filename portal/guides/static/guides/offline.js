// Lists the guides that the worker keeps in this browser, the newest first, each with its Land. The worker keeps
// the lists that lead to them as well, which are no guides.
(function () {
  "use strict";
  var list = document.querySelector("[data-kept]"), nothing = document.querySelector("[data-kept-nothing]");
  var note = document.querySelector("[data-offline]");
  note.hidden = location.pathname === note.dataset.offline;  // under any other address it stands in for a page
  if (!window.caches) return;

  function entry(address, text) {
    var page = new DOMParser().parseFromString(text, "text/html"), item = document.createElement("li");
    if (!page.querySelector("article.guide")) return null;
    var link = document.createElement("a"), said = (page.querySelector("h1") || page.documentElement).closest("[lang]");
    link.className = "card-link";
    link.href = address;
    link.lang = said.lang;
    link.dir = said.dir;
    link.textContent = page.title.replace(" · Elternbrücke", "");
    item.appendChild(link);
    return item;
  }

  function fill() {
    caches.keys().then(function (names) {
      var shelf = names.find(function (name) { return name.indexOf("guides-") === 0; });
      return shelf ? caches.open(shelf) : null;
    }).then(function (kept) {
      return kept ? kept.keys().then(function (keys) {
        return Promise.all(keys.reverse().map(function (key) {
          return kept.match(key, { ignoreVary: true })
            .then(function (answer) { return answer.text(); })
            .then(function (text) { return entry(key.url, text); });
        }));
      }) : [];
    }).then(function (items) {
      var guides = items.filter(Boolean);
      list.textContent = "";
      guides.forEach(function (item) { list.appendChild(item); });
      list.hidden = !guides.length;
      nothing.hidden = guides.length > 0;
    });
  }
  document.addEventListener("forgotten", fill);
  fill();
})();

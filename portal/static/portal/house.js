// What every page gets when scripts run; all of it works without.
(function () {
  "use strict";
  var summary = document.querySelector(".error-summary, [autofocus][tabindex]");
  if (summary && document.activeElement !== summary) summary.focus();

  function closeMenus(except) {
    document.querySelectorAll("details[data-closes][open]").forEach(function (menu) {
      if (menu !== except) menu.removeAttribute("open");
    });
  }
  document.addEventListener("click", function (event) {
    closeMenus(event.target.closest("details[data-closes]"));
    var button = event.target.closest("[data-print], [data-share]");
    if (!button) return;
    if (button.hasAttribute("data-print")) window.print();
    else if (navigator.share) {
      event.preventDefault();
      navigator.share({ title: document.title, url: location.href }).catch(function () {});
    }
  });
  document.addEventListener("keydown", function (event) {
    if (event.key !== "Escape") return;
    var menu = document.querySelector("details[data-closes][open]");
    if (menu) menu.querySelector("summary").focus();
    closeMenus(null);
  });
  // A form that does not save itself loses what was typed where a link leads to another language or part.
  var typed = false;
  document.addEventListener("input", function (event) {
    if (event.target.closest("main form[method=post]:not([data-autosave])")) typed = true;
  });
  document.addEventListener("click", function (event) {
    var leads = event.target.closest(".languages a, .tabs a");
    if (leads && typed && !confirm(document.body.dataset.typed)) event.preventDefault();
  });
  // The address of a search says what was asked for, and nothing of the filters that are empty.
  document.addEventListener("formdata", function (event) {
    var said = event.formData, empty = [];
    if (!event.target.matches("[role=search]")) return;
    said.forEach(function (value, name) { if (!value) empty.push(name); });
    if (empty.indexOf("near") >= 0) empty.push("km");
    empty.forEach(function (name) { said.delete(name); });
  });
  // Buttons that only a script can serve are hidden until it runs.
  document.querySelectorAll("[data-print]").forEach(function (button) { button.hidden = false; });
})();

// What is asked about another value stands there once there is one. Without it a hint says so.
(function () {
  "use strict";
  var asked = document.querySelector("[data-waits-for]");
  if (!asked) return;
  var form = asked.form, names = asked.dataset.waitsFor.split(" ");
  function said() {
    var data = new FormData(form);
    return JSON.stringify(names.map(function (name) { return data.getAll(name); }));
  }
  var before = said();
  function look() { asked.hidden = said() === before; }
  form.addEventListener("input", look);
  form.addEventListener("change", look);
  look();
})();

// Asks before a page is left on which something is typed that nobody has saved.
(function () {
  "use strict";
  var form = document.querySelector("form[data-ask-before-leaving]");
  if (!form) return;
  var typed = !!document.querySelector(".error-summary");
  form.addEventListener("input", function () { typed = true; });
  form.addEventListener("submit", function () { typed = false; });
  window.addEventListener("beforeunload", function (event) {
    if (!typed) return;
    event.preventDefault();
    event.returnValue = "";
  });
})();

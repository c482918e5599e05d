// Who came: a number that is written ticks its family, and a tick that is taken out empties the numbers.
// The server asks where the two contradict each other, so all of it works without.
(function () {
  "use strict";
  document.querySelectorAll(".counts tbody tr").forEach(function (row) {
    var tick = row.querySelector("[type=checkbox]");
    var numbers = row.querySelectorAll("[type=number]");
    row.addEventListener("input", function (event) {
      if (event.target !== tick && Number(event.target.value)) tick.checked = true;
    });
    tick.addEventListener("change", function () {
      if (!tick.checked) numbers.forEach(function (number) { number.value = ""; });
    });
  });
})();

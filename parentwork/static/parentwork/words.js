// A language that is ticked as spoken opens its words; nothing that is open closes.
"use strict";

for (const box of document.querySelectorAll('input[name="languages"]')) {
  const words = document.querySelector(`details[data-language="${box.value}"]`);
  if (words) {
    box.addEventListener("change", () => {
      words.open = words.open || box.checked;
    });
  }
}

// Puts marks and names into the text where the cursor is. Without it one types them, and names go to the end.
(function () {
  "use strict";
  var body = document.getElementById("id_body"), bar = document.querySelector("[data-toolbar]");
  if (!body || !bar) return;
  bar.hidden = false;
  document.querySelectorAll("[data-only-without-script]").forEach(function (button) { button.hidden = true; });

  // As if it were typed, so that it can be undone and is kept and previewed like all else.
  function put(text, from, to, selectFrom, selectTo) {
    body.focus();
    body.setSelectionRange(from, to);
    if (!document.execCommand || !document.execCommand("insertText", false, text)) {
      body.setRangeText(text, from, to, "end");
      body.dispatchEvent(new Event("input", { bubbles: true }));
    }
    if (selectFrom !== undefined) body.setSelectionRange(selectFrom, selectTo);
  }
  // A name that is put beside a word stands apart from it.
  function apart(token, from, to) {
    var before = body.value.charAt(from - 1), after = body.value.charAt(to);
    return (/^$|[\s(\[„“"‚«]/.test(before) ? "" : " ") + token + (/^$|[\s.,;:!?)\]“”"‘»…]/.test(after) ? "" : " ");
  }
  function selected() { return body.value.slice(body.selectionStart, body.selectionEnd); }

  bar.addEventListener("click", function (event) {
    var button = event.target.closest("button");
    if (!button) return;
    var start = body.selectionStart, end = body.selectionEnd, words = selected(), data = button.dataset;
    if (data.go) document.getElementById(data.go).focus();
    else if (data.around) put(data.around + words + data.around, start, end, start + data.around.length, end + data.around.length);
    else if (data.line) {
      var line = body.value.lastIndexOf("\n", start - 1) + 1;
      put(data.line + body.value.slice(line, end).replace(/\n/g, "\n" + data.line), line, end);
    } else if ("link" in data) put("[" + words + "](https://)", start, end, start + 1, start + 1 + words.length);
  });

  // Formatted text comes as Markdown; where that fails, its bare words, as they would come without this.
  body.addEventListener("paste", function (event) {
    var html = event.clipboardData.getData("text/html"), plain = event.clipboardData.getData("text/plain");
    if (!/<(h[1-6]|ul|ol|table|a|b|i|strong|em)\b/i.test(html)) return;
    event.preventDefault();
    var start = body.selectionStart, end = body.selectionEnd;
    var data = new FormData();
    data.append("html", html);
    data.append("csrfmiddlewaretoken", body.form.elements.csrfmiddlewaretoken.value);
    fetch(bar.dataset.paste, { method: "POST", body: data, credentials: "same-origin" })
      .then(function (answer) { return answer.ok && !answer.redirected ? answer.text() : plain; })
      .catch(function () { return plain; })
      .then(function (text) { put(text, start, end); });
  });

  // Enter goes on with a list; on an item without words it ends the list.
  body.addEventListener("keydown", function (event) {
    var at = body.selectionStart, start = body.value.lastIndexOf("\n", at - 1) + 1;
    var item = /^( *)(?:(-)|(\d+)\.) (.*)$/.exec(body.value.slice(start, at));
    if (!item || event.key !== "Enter" || event.shiftKey || event.isComposing || at !== body.selectionEnd) return;
    event.preventDefault();
    if (item[4].trim()) put("\n" + item[1] + (item[2] || Number(item[3]) + 1 + ".") + " ", at, at);
    else put("\n", start, at);
  });

  document.querySelectorAll(".insertions input").forEach(function (input) {
    input.addEventListener("input", function () { input.setCustomValidity(""); });
  });
  document.querySelector("[data-insert]").addEventListener("click", function (event) {
    event.preventDefault();
    document.querySelectorAll(".insertions input").forEach(function (input) {
      var typed = input.value.trim().toLowerCase();
      if (!typed) return;
      var options = Array.from(input.list.options);
      var found = options.find(function (one) { return one.value.toLowerCase() === typed; })
        || options.find(function (one) { return one.value.toLowerCase().indexOf(typed) >= 0; });
      if (!found) { input.setCustomValidity(input.dataset.unknown); input.reportValidity(); return; }
      var token = found.dataset.token, start = body.selectionStart, end = body.selectionEnd;
      token = token.indexOf("{{picture:") === 0 ? "\n\n" + token + "\n\n" : apart(token, start, end);
      input.value = "";
      put(token, start, end);
    });
  });
})();

// Full-text search over window.folioIndex, loaded when the reader first asks for it.
(function () {
  "use strict";

  var labels = window.folio.labels;
  var root = window.folio.root;
  var dialog = document.getElementById("folio-search");
  if (!dialog) return;

  var input = dialog.querySelector("input");
  var list = dialog.querySelector(".folio-results");
  var status = dialog.querySelector(".folio-search-status");
  var entries = null;
  var LIMIT = 30;
  var AROUND = 70; // characters of an excerpt before the word that was found

  // Letter by letter, so that positions in the folded text are those of the text.
  function fold(text) {
    return Array.from(text.normalize("NFC"), function (letter) {
      var bare = letter.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
      return bare.length === letter.length ? bare : letter;
    })
      .join("")
      .replace(/\u2019/g, "'")
      .replace(/\s/g, " ");
  }

  function words(query) {
    return fold(query).split(" ").filter(Boolean);
  }

  // A word that starts where a word of the text starts counts more than one inside.
  function weight(text, word) {
    var at = text.indexOf(word);
    if (at < 0) return 0;
    return at === 0 || /[^\p{L}\p{N}]/u.test(text[at - 1]) ? 2 : 1;
  }

  function prepare(index) {
    return index.map(function (entry) {
      return {
        entry: entry,
        text: entry.text.normalize("NFC"),
        folded: {
          section: fold(entry.section || ""),
          title: fold(entry.title || ""),
          text: fold(entry.text),
        },
      };
    });
  }

  function score(item, terms) {
    var total = 0;
    for (var i = 0; i < terms.length; i += 1) {
      var points =
        8 * weight(item.folded.section, terms[i]) +
        (item.entry.section ? 3 : 8) * weight(item.folded.title, terms[i]) +
        weight(item.folded.text, terms[i]);
      if (!points) return 0;
      total += points;
    }
    return total;
  }

  function find(query) {
    var terms = words(query);
    if (!terms.length) return [];
    return entries
      .map(function (item) {
        return { item: item, score: score(item, terms) };
      })
      .filter(function (found) {
        return found.score > 0;
      })
      .sort(function (a, b) {
        return b.score - a.score;
      })
      .slice(0, LIMIT);
  }

  // ---- Showing what was found -------------------------------------------------------

  function marked(text, terms) {
    var folded = fold(text);
    var fragment = document.createDocumentFragment();
    var at = 0;
    while (at < text.length) {
      var next = nearest(folded, terms, at);
      if (!next) break;
      fragment.append(text.slice(at, next.start));
      var mark = document.createElement("mark");
      mark.textContent = text.slice(next.start, next.end);
      fragment.append(mark);
      at = next.end;
    }
    fragment.append(text.slice(at));
    return fragment;
  }

  function nearest(folded, terms, from) {
    var best = null;
    terms.forEach(function (term) {
      var start = folded.indexOf(term, from);
      if (start >= 0 && (!best || start < best.start)) {
        best = { start: start, end: start + term.length };
      }
    });
    return best;
  }

  function excerpt(item, terms) {
    var hit = nearest(item.folded.text, terms, 0);
    var start = Math.max(0, hit ? hit.start - AROUND : 0);
    if (start > 0) start = item.text.indexOf(" ", start) + 1;
    var end = Math.min(item.text.length, start + 3 * AROUND);
    return (
      (start > 0 ? "… " : "") +
      item.text.slice(start, end) +
      (end < item.text.length ? " …" : "")
    );
  }

  function span(className, content) {
    var element = document.createElement("span");
    element.className = className;
    element.append(content);
    return element;
  }

  function row(found, terms) {
    var entry = found.item.entry;
    var link = document.createElement("a");
    var chapter = [entry.chapter, entry.title].filter(Boolean).join("\u2002");
    link.href = root + entry.href;
    link.addEventListener("click", close);
    var place = span("result-place", "");
    if (entry.section && entry.section !== entry.title) {
      place.append(marked(entry.section, terms), span("result-chapter", " · " + chapter));
    } else {
      place.append(marked(chapter, terms));
    }
    link.append(place, span("result-excerpt", marked(excerpt(found.item, terms), terms)));
    var element = document.createElement("li");
    element.append(link);
    return element;
  }

  function told(count) {
    if (!count) return labels.no_results;
    return labels.results + "\u00a0: " + count + (count === LIMIT ? "+" : "");
  }

  function show() {
    if (!entries) return;
    var terms = words(input.value);
    var results = find(input.value);
    list.replaceChildren.apply(
      list,
      results.map(function (found) {
        return row(found, terms);
      }),
    );
    list.scrollTop = 0;
    status.textContent = !terms.length ? "" : told(results.length);
  }

  // ---- Opening, closing, keys -------------------------------------------------------

  function load() {
    if (entries) return;
    var script = document.createElement("script");
    script.src = root + "site_libs/folio/search-index.js";
    script.onload = function () {
      entries = prepare(window.folioIndex);
      show();
    };
    document.head.append(script);
  }

  function open() {
    if (dialog.open) return;
    load();
    dialog.showModal();
    input.select();
  }

  function close() {
    dialog.close();
  }

  function move(step) {
    var stops = [input].concat(Array.from(list.querySelectorAll("a")));
    var at = stops.indexOf(document.activeElement);
    var next = stops[Math.min(Math.max(at + step, 0), stops.length - 1)];
    next.focus();
  }

  function isTyping(target) {
    return target.closest("input, textarea, select, [contenteditable]");
  }

  document.querySelectorAll('[data-folio="search"]').forEach(function (button) {
    button.addEventListener("click", open);
  });
  dialog.querySelector('[data-folio="close"]').addEventListener("click", close);
  dialog.addEventListener("click", function (event) {
    if (event.target === dialog) close();
  });
  input.addEventListener("input", show);
  dialog.querySelector("form").addEventListener("submit", function (event) {
    event.preventDefault();
    var first = list.querySelector("a");
    if (first) first.click();
  });
  dialog.addEventListener("keydown", function (event) {
    if (event.key === "Escape") {
      event.preventDefault(); // a search field would only empty itself
      close();
      return;
    }
    var step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    move(step);
  });
  document.addEventListener("keydown", function (event) {
    var shortcut = event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey);
    var slash = event.key === "/" && !event.ctrlKey && !isTyping(event.target);
    if (!shortcut && !slash) return;
    event.preventDefault();
    open();
  });
})();

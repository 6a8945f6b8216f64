// What a page does in the browser.  A classic script: it also runs over file://.
(function () {
  "use strict";

  var labels = window.folio.labels;
  var page = document.getElementById("quarto-document-content");

  function all(selector, within) {
    return Array.from((within || document).querySelectorAll(selector));
  }

  function on(selector, event, action) {
    all(selector).forEach(function (element) {
      element.addEventListener(event, action);
    });
  }

  // ---- Light and dark -------------------------------------------------------------

  function themeToggle() {
    var theme = window.folio.theme;
    on('[data-folio="theme"]', "click", function () {
      theme.choose(theme.isDark() ? "light" : "dark");
    });
    theme.watch(function (dark) {
      all('[data-folio="theme"]').forEach(function (button) {
        button.setAttribute("aria-pressed", String(dark));
      });
    });
  }

  // ---- The chapters, as a drawer on small screens ----------------------------------

  function menu() {
    var button = document.querySelector('[data-folio="menu"]');
    var drawer = document.getElementById("quarto-sidebar");
    if (!button || !drawer) return;

    function show(open) {
      document.body.classList.toggle("menu-open", open);
      button.setAttribute("aria-expanded", String(open));
      page.inert = open;
      if (open) (drawer.querySelector(".active") || drawer.querySelector("a")).focus();
      else button.focus();
    }

    function isOpen() {
      return document.body.classList.contains("menu-open");
    }

    button.addEventListener("click", function () {
      show(!isOpen());
    });
    document.addEventListener("keydown", function (event) {
      if (event.key === "Escape" && isOpen()) show(false);
    });
    document.addEventListener("click", function (event) {
      var outside = !drawer.contains(event.target) && !button.contains(event.target);
      if (isOpen() && outside) show(false);
    });
    matchMedia("(min-width: 64rem)").addEventListener("change", function () {
      if (isOpen()) show(false);
    });
  }

  function revealCurrentChapter() {
    var drawer = document.getElementById("quarto-sidebar");
    var current = drawer && drawer.querySelector(".active");
    if (current && current.offsetTop > drawer.clientHeight - 80) {
      drawer.scrollTop = current.offsetTop - drawer.clientHeight / 2;
    }
  }

  // ---- Where the reader is in the page --------------------------------------------

  function markCurrentSection() {
    var links = all('#TOC a[href^="#"]');
    var targets = links
      .map(function (link) {
        var id = decodeURIComponent(link.getAttribute("href").slice(1));
        return { link: link, target: document.getElementById(id) };
      })
      .filter(function (entry) {
        return entry.target;
      });
    if (!targets.length) return;

    var waiting = false;

    function mark() {
      waiting = false;
      var line = innerHeight / 4;
      var atEnd = innerHeight + scrollY >= document.documentElement.scrollHeight - 2;
      var passed = targets.filter(function (entry) {
        return entry.target.getBoundingClientRect().top <= line;
      });
      var current = atEnd && scrollY > 0 ? targets[targets.length - 1] : passed.pop();
      targets.forEach(function (entry) {
        var active = entry === current;
        entry.link.classList.toggle("active", active);
        if (active) entry.link.setAttribute("aria-current", "true");
        else entry.link.removeAttribute("aria-current");
      });
    }

    addEventListener(
      "scroll",
      function () {
        if (!waiting) requestAnimationFrame(mark);
        waiting = true;
      },
      { passive: true },
    );
    mark();
  }

  function headingAnchors() {
    all(":is(h2, h3, h4, h5, h6)", page).forEach(function (heading) {
      var section = heading.parentElement;
      var opens = section.tagName === "SECTION" && section.firstElementChild === heading;
      var id = heading.id || (opens && section.id);
      if (!id || heading.closest(".card, .callout, .segment-card")) return;
      var anchor = document.createElement("a");
      anchor.className = "heading-anchor";
      anchor.href = "#" + id;
      anchor.textContent = "#";
      anchor.setAttribute("aria-label", labels.anchor + " : " + heading.textContent.trim());
      heading.append(anchor);
    });
  }

  // ---- Code that can be copied -----------------------------------------------------

  function copyText(text) {
    if (navigator.clipboard && isSecureContext) return navigator.clipboard.writeText(text);
    var area = document.createElement("textarea"); // file:// is no secure context
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
    return Promise.resolve();
  }

  function copyButtons() {
    all("div.sourceCode", page).forEach(function (block) {
      var button = document.createElement("button");
      button.type = "button";
      button.className = "code-copy";
      button.textContent = labels.copy;
      button.addEventListener("click", function () {
        copyText(block.querySelector("code").textContent).then(function () {
          button.textContent = labels.copied;
          setTimeout(function () {
            button.textContent = labels.copy;
          }, 1500);
        });
      });
      block.append(button);
    });
  }

  // ---- Tabs ------------------------------------------------------------------------

  function tabs() {
    all('[role="tablist"]', page).forEach(function (list) {
      var items = all('[role="tab"]', list);

      function choose(tab, focus) {
        items.forEach(function (item) {
          var chosen = item === tab;
          var panel = document.getElementById(item.getAttribute("aria-controls"));
          item.classList.toggle("active", chosen);
          item.setAttribute("aria-selected", String(chosen));
          item.tabIndex = chosen ? 0 : -1;
          panel.classList.toggle("active", chosen);
          panel.tabIndex = 0;
        });
        if (focus) tab.focus();
      }

      function chooseAlike(tab) {
        var group = list.closest(".panel-tabset").dataset.group;
        if (!group) return;
        all('.panel-tabset[data-group="' + CSS.escape(group) + '"]').forEach(function (set) {
          all('[role="tab"]', set).forEach(function (other) {
            var alike = other.textContent.trim() === tab.textContent.trim();
            if (alike && other !== tab) other.dispatchEvent(new Event("folio:choose"));
          });
        });
      }

      items.forEach(function (tab, index) {
        tab.addEventListener("click", function (event) {
          event.preventDefault();
          choose(tab, true);
          chooseAlike(tab);
        });
        tab.addEventListener("folio:choose", function () {
          choose(tab, false);
        });
        tab.addEventListener("keydown", function (event) {
          var last = items.length - 1;
          var next = {
            ArrowRight: index === last ? 0 : index + 1,
            ArrowLeft: index === 0 ? last : index - 1,
            Home: 0,
            End: last,
          }[event.key];
          if (next === undefined) return;
          event.preventDefault();
          items[next].click();
        });
      });
      choose(
        items.find(function (item) {
          return item.classList.contains("active");
        }) || items[0],
        false,
      );
    });
  }

  // ---- Wide tables scroll in their own box ------------------------------------------

  function scrollableTables() {
    all("table", page).forEach(function (table) {
      var parent = table.parentElement;
      if (getComputedStyle(parent).overflowX === "auto") {
        parent.classList.add("table-scroll");
        return;
      }
      var box = document.createElement("div");
      box.className = "table-scroll";
      table.replaceWith(box);
      box.append(table);
    });

    function focusable() {
      all(".table-scroll, main.content pre", page).forEach(function (box) {
        if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
        else box.removeAttribute("tabindex");
      });
    }

    focusable();
    addEventListener("resize", focusable);
  }

  themeToggle();
  menu();
  revealCurrentChapter();
  markCurrentSection();
  headingAnchors();
  copyButtons();
  tabs();
  scrollableTables();
})();

// Runs first thing in <body>, so that no page flashes in the wrong colours.
(function () {
  "use strict";

  var KEY = "folio-theme";
  var watchers = [];

  function remembered() {
    try {
      return localStorage.getItem(KEY);
    } catch (refused) {
      return null; // a file:// page may have no storage
    }
  }

  function preferred() {
    return matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  }

  function isDark() {
    return document.body.classList.contains("quarto-dark");
  }

  function show(theme) {
    document.body.classList.toggle("quarto-dark", theme === "dark");
    document.body.classList.toggle("quarto-light", theme !== "dark");
    document.documentElement.style.colorScheme = theme;
    watchers.forEach(function (watcher) {
      watcher(isDark());
    });
  }

  window.folio.theme = {
    isDark: isDark,
    watch: function (watcher) {
      watchers.push(watcher);
      watcher(isDark());
    },
    choose: function (theme) {
      show(theme);
      try {
        localStorage.setItem(KEY, theme);
      } catch (refused) {
        // The choice then lasts as long as the page.
      }
    },
  };

  show(remembered() || preferred());
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", function () {
    if (!remembered()) show(preferred());
  });
})();

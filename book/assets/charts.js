// Draws the charts of the pages and of the slides.  A specification holds data, encodings
// and the colours that carry meaning; ink, type, French formats and the width come from
// here.  Colours of the page are given as CSS variables: the theme changes, and the
// printer gets black on white, without drawing again.
(function () {
  "use strict";

  var NARROW = 480; // px: a phone
  var PAGE = 14; // px: words of a chart on a page, on a phone, on a slide
  var PHONE = 13;
  var SLIDE = 24;
  var LEAST = 220; // px: below, a chart scrolls in its box rather than shrink

  var NUMBERS = {
    decimal: ",",
    thousands: "\u202f",
    grouping: [3],
    currency: ["", "\u00a0R$"],
    minus: "\u2212",
    percent: "\u202f%",
  };

  var DATES = {
    dateTime: "%A %e %B %Y à %X",
    date: "%d/%m/%Y",
    time: "%H:%M:%S",
    periods: ["", ""],
    days: ["dimanche", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi"],
    shortDays: ["dim.", "lun.", "mar.", "mer.", "jeu.", "ven.", "sam."],
    months: [
      "janvier", "février", "mars", "avril", "mai", "juin",
      "juillet", "août", "septembre", "octobre", "novembre", "décembre",
    ],
    shortMonths: [
      "janv.", "févr.", "mars", "avr.", "mai", "juin",
      "juil.", "août", "sept.", "oct.", "nov.", "déc.",
    ],
  };

  function look(place, family) {
    var size = place.size;
    return {
      background: "transparent",
      font: family,
      aria: false,
      view: { stroke: null },
      axis: {
        domainColor: "var(--rule)",
        gridColor: "var(--rule)",
        tickColor: "var(--rule)",
        labelColor: "var(--quiet)",
        labelFontSize: size,
        labelLimit: 14 * size,
        titleColor: "var(--quiet)",
        titleFontSize: size,
        titleFontWeight: "normal",
        titlePadding: size * 0.75,
      },
      axisX: { labelOverlap: "greedy", labelSeparation: size * 0.6 },
      axisY: {
        titleAlign: "left",
        titleAnchor: "end",
        titleAngle: 0,
        titleBaseline: "bottom",
        titleX: 0,
        titleY: -size * 0.7,
      },
      header: {
        labelColor: "var(--ink)",
        labelFontSize: size,
        labelFontWeight: 600,
        titleColor: "var(--quiet)",
        titleFontSize: size,
        titleFontWeight: "normal",
      },
      legend: {
        columns: place.width < NARROW ? 2 : undefined,
        labelColor: "var(--ink)",
        labelFontSize: size,
        labelLimit: 24 * size,
        titleColor: "var(--quiet)",
        titleFontSize: size,
        titleFontWeight: "normal",
      },
      title: {
        anchor: "start",
        color: "var(--ink)",
        fontSize: size * 1.05,
        fontWeight: 600,
        frame: "group",
        offset: size * 0.8,
        subtitleColor: "var(--quiet)",
        subtitleFontSize: size,
      },
      text: { color: "var(--ink)", fontSize: size },
      rule: { color: "var(--quiet)" },
      point: { stroke: null },
    };
  }

  // ---- The specification, fitted to its place ---------------------------------------

  function lines(value) {
    return [].concat(value || []).join(" ");
  }

  // The title leaves the drawing: as text of the page it wraps, and can be searched.
  function headed(spec) {
    var title = spec.title;
    if (!title) return { message: "", detail: "" };
    if (typeof title === "string" || Array.isArray(title)) {
      return { message: lines(title), detail: "" };
    }
    return { message: lines(title.text), detail: lines(title.subtitle) };
  }

  function fixedWidth(spec) {
    if (spec.hconcat) return spec.hconcat.map(fixedWidth).reduce(sum, 0);
    return typeof spec.width === "number" ? spec.width : 0;
  }

  function sum(a, b) {
    return a + b;
  }

  // On a slide, words keep a least size; lines, points and the way from a mark to its
  // label grow.
  function enlarged(value, size) {
    if (Array.isArray(value)) {
      return value.map(function (item) {
        return enlarged(item, size);
      });
    }
    if (value === null || typeof value !== "object") return value;
    var copy = {};
    Object.keys(value).forEach(function (key) {
      var part = value[key];
      if (typeof part !== "number") copy[key] = enlarged(part, size);
      else if (/fontsize$/i.test(key)) copy[key] = Math.max(size, part);
      else if (/^(dx|dy|strokeWidth)$/.test(key)) copy[key] = (part * size) / PAGE;
      else if (key === "size" && value.type === "point") copy[key] = (part * size) / PAGE;
      else copy[key] = part;
    });
    return copy;
  }

  function fitted(spec, place) {
    var fit = Object.assign({}, spec);
    delete fit.title;
    if (place.slide) {
      ["layer", "mark", "encoding", "hconcat", "vconcat", "config"].forEach(function (key) {
        if (fit[key]) fit[key] = enlarged(fit[key], place.size);
      });
    }
    if (fit.width === "container") {
      fit.width = Math.max(place.width, LEAST);
      fit.autosize = { type: "fit-x", contains: "padding" };
    }
    if (place.height && typeof fit.height === "number") {
      fit.height = place.height;
      fit.autosize = { type: "fit", contains: "padding" };
    }
    if (fit.hconcat && fixedWidth(fit) > place.width) {
      fit.vconcat = fit.hconcat;
      delete fit.hconcat;
    }
    if (fit.columns && place.width < NARROW) fit.columns = 1;
    return fit;
  }

  // ---- Drawing ------------------------------------------------------------------------

  function paragraph(className, text) {
    var element = document.createElement("p");
    element.className = className;
    element.textContent = text;
    return element;
  }

  function describe(drawing, text) {
    var svg = drawing.querySelector("svg");
    svg.setAttribute("role", "img");
    svg.setAttribute("aria-label", text);
    svg.removeAttribute("aria-roledescription");
    drawing.querySelectorAll("svg [role], svg [aria-roledescription]").forEach(function (part) {
      part.removeAttribute("role");
      part.removeAttribute("aria-roledescription");
      part.removeAttribute("aria-label");
    });
  }

  function placeOf(drawing) {
    var slide = drawing.closest(".reveal .slides section");
    var width = Math.floor(drawing.clientWidth);
    return {
      slide: Boolean(slide),
      width: width,
      height: slide ? freeHeight(drawing, slide) : 0,
      size: slide ? SLIDE : width < NARROW ? PHONE : PAGE,
    };
  }

  // Layout pixels: reveal zooms its slides, which client rectangles would show.
  function freeHeight(drawing, slide) {
    var taken = parseFloat(getComputedStyle(slide).paddingBottom);
    var node = drawing;
    for (; node && node !== slide; node = node.offsetParent) taken += node.offsetTop;
    for (node = drawing; node !== slide; node = node.parentElement) {
      if (node.matches(".column")) break;
      taken += heightBelow(node);
    }
    return Math.max(slide.clientHeight - Math.ceil(taken), LEAST);
  }

  function heightBelow(node) {
    var height = 0;
    for (var next = node.nextElementSibling; next; next = next.nextElementSibling) {
      if (getComputedStyle(next).position !== "absolute") height += next.offsetHeight || 0;
    }
    return height;
  }

  function embed(drawing, spec, place, margin) {
    var config = look(place, getComputedStyle(drawing).fontFamily);
    config.padding = margin;
    return window.vegaEmbed(drawing, fitted(spec, place), {
      actions: false,
      config: config,
      defaultStyle: false,
      formatLocale: NUMBERS,
      mode: "vega-lite",
      renderer: "svg",
      timeFormatLocale: DATES,
      tooltip: { disableDefaultStyle: true, theme: "page" },
    });
  }

  // Labels beside a mark may stand out of the drawing, which Vega does not foresee.
  function roomNeeded(drawing) {
    var svg = drawing.querySelector("svg");
    var frame = svg.getBoundingClientRect();
    var box = svg.querySelector("g").getBoundingClientRect();
    var scale = frame.width / svg.viewBox.baseVal.width; // slides are zoomed
    function room(pixels) {
      return Math.ceil(Math.max(0, pixels / scale));
    }
    return {
      left: room(frame.left - box.left),
      right: room(box.right - frame.right),
      top: room(frame.top - box.top),
      bottom: room(box.bottom - frame.bottom),
    };
  }

  function draw(drawing, spec, description) {
    var place = placeOf(drawing);
    return document.fonts.ready
      .then(function () {
        return embed(drawing, spec, place, { left: 0, right: 4, top: 4, bottom: 0 });
      })
      .then(function (result) {
        var room = roomNeeded(drawing);
        if (Math.max(room.left, room.right, room.top, room.bottom) < 2) return result;
        result.finalize();
        room.right += 4;
        room.top += 4;
        return embed(drawing, spec, place, room);
      })
      .then(function (result) {
        describe(drawing, description);
        return result;
      });
  }

  function keepFitting(container, drawing, spec, description) {
    var drawnWidth = 0;
    var current = null;

    function redraw() {
      var width = Math.floor(drawing.clientWidth);
      if (!width || Math.abs(width - drawnWidth) < 2) return;
      drawnWidth = width;
      draw(drawing, spec, description)
        .then(function (result) {
          if (current) current.finalize();
          current = result;
          container.dataset.chart = "drawn";
          scrollable(drawing, description);
        })
        .catch(function (error) {
          container.dataset.chart = "failed";
          drawing.replaceChildren(paragraph("chart-failed", description));
          console.error(container.id, error);
        });
    }

    // Also fires when a folded, tabbed or not yet shown place opens.
    new ResizeObserver(redraw).observe(drawing);
  }

  // What scrolls must be within reach of the keyboard.
  function scrollable(drawing, description) {
    if (drawing.scrollWidth > drawing.clientWidth + 1) {
      drawing.tabIndex = 0;
      drawing.setAttribute("role", "group");
      drawing.setAttribute("aria-label", description);
    } else {
      drawing.removeAttribute("tabindex");
      drawing.removeAttribute("role");
      drawing.removeAttribute("aria-label");
    }
  }

  window.olistChart = function (id, spec) {
    var container = document.getElementById(id);
    var head = headed(spec);
    var description = spec.description || [head.message, head.detail].join(" ").trim();
    var drawing = document.createElement("div");
    drawing.className = "chart-drawing";
    container.classList.add("chart");
    container.replaceChildren();
    if (head.message) container.append(paragraph("chart-title", head.message));
    if (head.detail) container.append(paragraph("chart-subtitle", head.detail));
    container.append(drawing);
    keepFitting(container, drawing, spec, description);
  };
})();

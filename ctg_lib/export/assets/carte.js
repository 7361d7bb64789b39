// What a map of the page does beyond Leaflet: colours over shared outlines, services, and the form that chooses them.
var ctgCarte = (function () {
  "use strict";

  function lines(texts) {
    var box = document.createElement("div");
    texts.forEach(function (text, place) {
      var line = document.createElement(place ? "div" : "strong");
      line.textContent = text;
      box.appendChild(line);
    });
    return box;
  }

  function mark(at, className, size, html) {
    // No keyboard stop of its own: the table under the map says the same.
    var icon = L.divIcon({className: className, iconSize: [size, size], html: html});
    return L.marker(at, {icon: icon, keyboard: false, interactive: className !== "mention"});
  }

  function shaded(spec, one, shapes) {
    var group = L.layerGroup();
    L.geoJSON(shapes, {
      style: function (shape) {
        var code = shape.properties.code, blank = one.fills[code] === spec.blank;
        return {fillColor: one.fills[code], fillOpacity: 1, color: spec.ink, weight: 0.6, opacity: 0.8,
                dashArray: blank ? "3 4" : null};
      },
      filter: function (shape) { return shape.properties.code in one.fills; },
      onEachFeature: function (shape, layer) {
        layer.bindTooltip(function () {
          return lines([shape.properties.nom, one.label, one.texts[shape.properties.code]]);
        }, {sticky: true});
        var written = one.marks[shape.properties.code];
        if (written) group.addLayer(mark(shape.properties.centre, "mention", 20, written));
      }
    }).addTo(group);
    return group;
  }

  function symbol(family, letter, size, known) {
    var path = {
      circle: '<circle cx="12" cy="12" r="11"/>', square: '<rect x="2" y="2" width="20" height="20"/>',
      triangle: '<path d="M12 0L24 23H0Z"/>', diamond: '<path d="M12 0L24 12L12 24L0 12Z"/>',
      pentagon: '<path d="M12 0L24 9L19 23H5L0 9Z"/>', plus: '<path d="M7 0H17V7H24V17H17V24H7V17H0V7H7Z"/>',
      hexagon: '<path d="M6 1H18L24 12L18 23H6L0 12Z"/>'
    }[family.shape];
    var low = family.shape === "triangle" ? 20 : 16;
    return '<svg viewBox="-1 -1 26 26" width="' + size + '" height="' + size + '" aria-hidden="true">' +
      '<g class="' + (known ? "mesure" : "sans-mesure") + '">' + path + "</g>" +
      '<text x="12" y="' + low + '" text-anchor="middle">' + letter + "</text></svg>";
  }

  function placed(spec, shown) {
    var group = L.layerGroup();
    spec.groups.forEach(function (one) {
      var items = one.items.filter(function (item) { return shown[item[0]]; });
      if (!items.length) return;
      var count = items.reduce(function (sum, item) { return sum + item[1]; }, 0);
      mark(one.at, "groupe", 24, String(count))
        .bindTooltip(function () {
          return lines([one.nom].concat(items.map(function (item) { return item[2]; }), [spec.unplaced]));
        }).addTo(group);
    });
    spec.points.forEach(function (one) {
      if (!shown[one.family]) return;
      mark(one.at, "lieu", one.size, symbol(spec.families[one.family], one.letter, one.size, one.known))
        .bindTooltip(function () { return lines(one.texts); }).addTo(group);
    });
    return group;
  }

  return function (map, spec) {
    var shapes = JSON.parse(document.getElementById(spec.outlines).textContent);
    var frame = map.getContainer().closest(".vive") || document;
    var current = null, services = null, shown = {};
    function inside(codes) {
      return {type: "FeatureCollection", features: shapes.features.filter(function (shape) {
        return codes.indexOf(shape.properties.code) >= 0;
      })};
    }
    function colour(place) {
      if (current) map.removeLayer(current);
      current = shaded(spec, spec.shadings[place], shapes).addTo(map);
      shapes.borders.forEach(function (one) {
        L.polyline(one.rings, {color: spec.ink, weight: one.weight, interactive: false}).addTo(current);
      });
      frame.querySelectorAll("[data-couche]").forEach(function (legend) {
        legend.hidden = legend.dataset.couche !== String(place);
      });
    }
    function redraw() {
      frame.querySelectorAll("[data-famille]").forEach(function (line) {
        line.hidden = !shown[line.dataset.famille];
      });
      if (services) map.removeLayer(services);
      services = placed(spec, shown).addTo(map);
    }
    frame.querySelectorAll("input[type=radio]").forEach(function (input) {
      input.addEventListener("change", function () { if (input.checked) colour(Number(input.value)); });
    });
    frame.querySelectorAll("input[type=checkbox]").forEach(function (input) {
      shown[input.value] = input.checked;
      input.addEventListener("change", function () { shown[input.value] = input.checked; redraw(); });
    });
    var first = frame.querySelector("input[type=radio]:checked");
    map.fitBounds(L.geoJSON(inside(spec.focus)).getBounds(), {padding: [8, 8]});
    colour(first ? Number(first.value) : 0);
    redraw();
    L.control.zoom({zoomInTitle: "Zoomer", zoomOutTitle: "Dézoomer"}).addTo(map);
    L.control.scale({imperial: false}).addTo(map);
    document.addEventListener("keydown", function (key) {
      if (key.key === "Escape") map.eachLayer(function (one) { if (one.closeTooltip) one.closeTooltip(); });
    });
  };
})();

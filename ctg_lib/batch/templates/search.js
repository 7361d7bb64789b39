(() => {
  "use strict";
  const form = document.getElementById("recherche");
  if (!form) return;
  const said = document.getElementById("resultats");
  const [text, etat, epci] = ["texte", "etat", "epci"].map((id) => document.getElementById(id));
  const inFrench = new Intl.NumberFormat("fr-FR");

  // As a person types it: neither capitals nor accents nor hyphens count.
  const folded = (words) =>
    words.toLowerCase().replace(/œ/g, "oe").replace(/æ/g, "ae").normalize("NFD").replace(/[\u0300-\u036f]/g, "")
      .replace(/[^a-z0-9]+/g, " ").trim();
  const spelled = { st: "saint", ste: "sainte" };

  const rows = [...document.querySelectorAll(".territoires tbody tr")].map((row) => ({
    row,
    words: ` ${folded(`${row.cells[0].textContent} ${row.cells[1].textContent}`)}`,
    etats: row.dataset.etat.split(" "),
    epci: row.dataset.epci,
  }));
  const total = inFrench.format(rows.length);

  function told(count) {
    if (count === rows.length) return count === 1 ? "" : `Les ${total} territoires sont affichés.`;
    if (count === 0) return "Aucun territoire ne correspond\u00a0: vérifier le nom ou le code, ou tout afficher.";
    return `${inFrench.format(count)} territoire${count > 1 ? "s" : ""} sur ${total}.`;
  }

  // The words as they follow each other; where no name has them so, in any order.
  function found(typed) {
    const asked = folded(typed).split(" ").filter(Boolean);
    const whole = asked.map((word) => spelled[word] ?? word);
    const followed = [asked, whole].map((words) => ` ${words.join(" ")}`);
    const kept = rows.filter((one) => followed.some((start) => one.words.includes(start)));
    if (kept.length || asked.length < 2) return new Set(asked.length ? kept : rows);
    return new Set(rows.filter((one) => whole.every((word) => one.words.includes(` ${word}`))));
  }

  function apply() {
    const named = found(text.value);
    let count = 0;
    for (const one of rows) {
      const kept = named.has(one) && (!etat?.value || one.etats.includes(etat.value)) && (!epci?.value || one.epci === epci.value);
      one.row.hidden = !kept;
      count += kept;
    }
    said.textContent = told(count);
  }

  form.addEventListener("input", apply);
  form.addEventListener("submit", (event) => event.preventDefault());
  // The fields are emptied once the event is over.
  form.addEventListener("reset", () => setTimeout(apply));
  // What the map leads to in the table must be there.
  document.querySelector(".carte-lot")?.addEventListener("click", (event) => {
    const link = event.target.closest("a");
    if (!link?.getAttribute("href").startsWith("#")) return;
    form.reset();
    rows.forEach((one) => { one.row.hidden = false; });
  });
  // On paper nothing can be unfolded.
  let unfolded = [];
  window.addEventListener("beforeprint", () => {
    unfolded = [...document.querySelectorAll(".territoires tr:not([hidden]) details:not([open])")];
    unfolded.forEach((one) => { one.open = true; });
  });
  window.addEventListener("afterprint", () => unfolded.forEach((one) => { one.open = false; }));
  // A browser that comes back to the page fills the fields again.
  window.addEventListener("pageshow", apply);
  form.hidden = false;
  apply();
})();

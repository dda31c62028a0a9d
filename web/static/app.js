// The only script of sdano's pages. Everything works without it; with it
// - the main part renews itself when GET /live says that something changed,
// - a report file can be dropped on the form,
// - links made for clients of the 1C:Fresh form are followed,
// - a form that counts shows differences while it is filled,
// - a form that sends something is sent once.
"use strict";
(() => {
  const main = () => document.getElementById("main");

  // morph makes the live element a equal to the fresh element b and touches
  // only what differs: open explanations, focus and forms being filled stay.
  function morph(a, b) {
    if (a.hasAttribute("data-keep") && b.hasAttribute("data-keep")) return;
    for (const { name } of [...a.attributes]) {
      if (!b.hasAttribute(name) && !(name === "open" && a.localName === "details")) a.removeAttribute(name);
    }
    for (const { name, value } of b.attributes) {
      if (a.getAttribute(name) === value) continue;
      if (name === "data-color") flash(a);
      a.setAttribute(name, value);
    }
    children(a, b);
  }

  function children(a, b) {
    let old = a.firstChild;
    for (const fresh of [...b.childNodes]) {
      if (fresh.id && (!old || old.id !== fresh.id)) {
        const known = [...a.children].find((e) => e.id === fresh.id);
        if (known) { a.insertBefore(known, old); old = known; }
      }
      if (!old) { a.append(fresh); continue; }
      const same = old.nodeType === fresh.nodeType && old.nodeName === fresh.nodeName && (old.id || "") === (fresh.id || "");
      if (!same) { a.insertBefore(fresh, old); continue; }
      if (old.nodeType === Node.ELEMENT_NODE) morph(old, fresh);
      else if (old.data !== fresh.data) old.data = fresh.data;
      old = old.nextSibling;
    }
    while (old) { const next = old.nextSibling; old.remove(); old = next; }
  }

  function flash(el) {
    el.classList.add("changed");
    setTimeout(() => el.classList.remove("changed"), 4000);
  }

  // renew fetches the main part and puts it in place. One request runs at a
  // time; a change that comes meanwhile is fetched after it.
  let busy = false, again = false;
  async function renew() {
    if (busy) { again = true; return; }
    busy = true;
    let failed = false;
    try {
      const answer = await fetch(location.href, { headers: { "Sdano-Fragment": "main" }, cache: "no-store" });
      if (answer.ok) put(await answer.text());
      failed = answer.status >= 500;
    } catch { failed = true; }
    busy = false;
    // The stream tells a version once: what could not be fetched is asked for again.
    if (failed) setTimeout(renew, 2000);
    else if (again) { again = false; renew(); }
  }

  function put(html) {
    const fresh = new DOMParser().parseFromString(html, "text/html").getElementById("main");
    if (!fresh) return;
    const colors = tiles();
    morph(main(), fresh);
    document.title = main().dataset.title + " — сдано";
    const waiting = document.getElementById("waiting");
    if (waiting) { waiting.textContent = main().dataset.waiting; waiting.hidden = !main().dataset.waiting; }
    announce(colors);
  }

  function tiles() {
    return new Map([...document.querySelectorAll("[data-color]")].map((t) => [t.id, t.dataset.color]));
  }

  // announce tells a screen reader which tiles changed their colour.
  function announce(before) {
    const changed = [...document.querySelectorAll("[data-color]")].filter((t) => before.get(t.id) !== t.dataset.color);
    const words = changed.map((t) => t.querySelector("h3").textContent + ": " + t.querySelector(".tile-title").textContent.trim());
    document.getElementById("announce").textContent = words.join(". ");
  }

  function state(name, text) {
    const live = document.getElementById("live");
    live.hidden = false;
    live.dataset.state = name;
    const label = document.getElementById("live-text");
    if (label.textContent !== text) label.textContent = text;
  }

  // A page listens while it is seen only: browsers allow few connections to
  // one server, and every tab would hold one. A connection may break without a
  // word, so silence longer than two heartbeats of the server is a loss too.
  let source = null, watch = 0;
  const silence = 40000;

  function heard() {
    clearTimeout(watch);
    watch = setTimeout(() => { lost(); rest(); listen(); }, silence);
  }

  const lost = () => state("off", "нет связи, страница не обновляется");

  function listen() {
    const version = main().dataset.version;
    if (!version || !window.EventSource || document.hidden || source) return;
    source = new EventSource("/live?after=" + encodeURIComponent(version));
    heard();
    source.addEventListener("open", () => { heard(); state("on", "обновляется само"); });
    source.addEventListener("beat", heard);
    source.addEventListener("change", () => { heard(); renew(); });
    source.addEventListener("error", (e) => {
      lost();
      // The browser reconnects by itself unless the answer was an error.
      if (e.target.readyState === EventSource.CLOSED) { rest(); setTimeout(listen, 5000); }
    });
  }

  function rest() {
    clearTimeout(watch);
    if (source) source.close();
    source = null;
  }

  document.addEventListener("visibilitychange", () => (document.hidden ? rest() : listen()));
  window.addEventListener("pagehide", rest);
  window.addEventListener("pageshow", listen);

  function dropping() {
    const drop = document.getElementById("drop");
    if (!drop) return;
    const input = drop.querySelector("input[type=file]"), hint = document.getElementById("drop-hint");
    const trouble = document.getElementById("drop-error");
    drop.classList.add("ready");
    // named tells which file is chosen, and that it is too large before it travels.
    const named = () => {
      const file = input.files[0];
      if (!file) return;
      hint.textContent = "Выбран файл: " + file.name;
      const large = file.size > Number(drop.dataset.max);
      trouble.textContent = large ? "Файл больше допустимых " + drop.dataset.maxText + ". Проверьте, тот ли это файл." : "";
      trouble.hidden = !large;
      input.setCustomValidity(trouble.textContent);
    };
    input.addEventListener("change", named);
    let depth = 0;
    const over = (on) => drop.classList.toggle("over", on);
    window.addEventListener("dragenter", (e) => { e.preventDefault(); depth++; over(true); });
    window.addEventListener("dragleave", () => { if (--depth <= 0) { depth = 0; over(false); } });
    window.addEventListener("dragover", (e) => e.preventDefault());
    window.addEventListener("drop", (e) => {
      e.preventDefault();
      depth = 0;
      over(false);
      if (!e.dataTransfer.files.length) return;
      input.files = e.dataTransfer.files;
      named();
      drop.querySelector("button").focus();
    });
  }

  // counting asks the server for the differences of what is being typed, and puts
  // only them in place: the arithmetic is the server's.
  function counting() {
    const form = document.querySelector("form[data-live]");
    if (!form) return;
    let turn = 0, timer = 0;
    async function count() {
      const mine = ++turn, body = new FormData(form);
      body.set("step", "compare");
      for (const [name, value] of [...body]) if (value instanceof File) body.delete(name);
      try {
        const answer = await fetch(form.action, { method: "POST", body, headers: { "Sdano-Fragment": "main" } });
        if (!answer.ok || mine !== turn) return;
        const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
        for (const out of form.querySelectorAll("[data-out]")) {
          const now = fresh.getElementById(out.id);
          if (now && now.innerHTML !== out.innerHTML) out.replaceChildren(...now.childNodes);
        }
      } catch { /* the button asks for it again */ }
    }
    form.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(count, 300); });
  }

  // once keeps a second click from sending a form again; whoever comes back to the
  // page finds it ready.
  document.addEventListener("submit", (e) => {
    const form = e.target;
    if (!form.hasAttribute("data-once") || (e.submitter && e.submitter.value.startsWith("draft:"))) return;
    if (form.dataset.sent) { e.preventDefault(); return; }
    form.dataset.sent = "yes";
  });
  window.addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach((f) => delete f.dataset.sent));

  // door follows a link of the 1C:Fresh form: what stands after # names it.
  function door() {
    if (!document.getElementById("door")) return;
    let hash = location.hash;
    try { hash = decodeURIComponent(hash); } catch { /* taken as it is */ }
    const id = hash.match(/[0-9a-f]{8}(-?[0-9a-f]{4}){3}-?[0-9a-f]{12}/i);
    location.replace(id ? "/nav/" + id[0] : "/");
  }

  // reveal opens the explanation that the address points at.
  function reveal() {
    const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const box = target && target.closest("details");
    if (box) { box.open = true; box.scrollIntoView({ block: "nearest" }); }
  }

  window.addEventListener("hashchange", reveal);
  reveal();
  dropping();
  counting();
  door();
  listen();
})();

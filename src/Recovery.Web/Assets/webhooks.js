// The page of a subscription: new deliveries appear by themselves, and a secret is copied by a button. The page works without.
"use strict";
(() => {
  const everyMilliseconds = 3000;

  const secret = document.getElementById("secret");
  if (secret) {
    secret.addEventListener("focus", () => secret.select());
    if (navigator.clipboard) {
      const said = document.createElement("span");
      said.setAttribute("role", "status");
      const copy = button("Copy the secret", async () => {
        try {
          await navigator.clipboard.writeText(secret.value);
          said.textContent = "Copied.";
        } catch {
          secret.focus();
          said.textContent = "Your browser did not allow it: the secret is selected, copy it by hand.";
        }
      });
      secret.parentElement.append(row(copy, said));
    }
  }

  const live = document.querySelector("[data-live]");
  if (live) {
    const said = document.getElementById("live-said");
    let running = true;
    let timer = 0;
    const toggle = button("Stop", () => {
      running = !running;
      toggle.textContent = running ? "Stop" : "Go on";
      said.textContent = running ? "New deliveries appear here by themselves." : "Stopped. New deliveries do not appear.";
      window.clearTimeout(timer);
      if (running) look();
    });
    live.append(toggle);
    said.textContent = "New deliveries appear here by themselves.";
    document.addEventListener("visibilitychange", () => {
      window.clearTimeout(timer);
      if (running && !document.hidden) look();
    });
    timer = window.setTimeout(look, everyMilliseconds);

    async function look() {
      const answer = await fetchLog();
      if (!running || answer === false) return;
      if (answer) show(answer);
      window.clearTimeout(timer);
      if (!document.hidden) timer = window.setTimeout(look, everyMilliseconds);
    }

    // The new list; null when the server cannot be reached just now, false when asking again is of no use.
    async function fetchLog() {
      try {
        const answer = await fetch(live.dataset.live, { redirect: "manual", cache: "no-store" });
        if (answer.type === "opaqueredirect") return end("You are signed out. Reload the page to sign in.");
        if (answer.status === 404) return end("The subscription is no longer there.");
        if (!answer.ok) return null;
        return new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("log");
      } catch {
        return null;
      }
    }

    function end(why) {
      running = false;
      said.textContent = why;
      toggle.remove();
      return false;
    }

    // What is open stays open, and the keyboard stays where it was.
    function show(fresh) {
      const log = document.getElementById("log");
      if (fresh.dataset.mark === log.dataset.mark) return;
      const before = new Set([...log.querySelectorAll("details")].map(d => d.id));
      for (const open of log.querySelectorAll("details[open]")) {
        const same = fresh.querySelector("#" + CSS.escape(open.id));
        if (same) same.open = true;
      }
      const focused = log.contains(document.activeElement) ? document.activeElement.closest("details")?.id : null;
      const added = [...fresh.querySelectorAll("details")].filter(d => !before.has(d.id)).length;
      log.replaceWith(document.adoptNode(fresh));
      if (focused) document.getElementById(focused)?.querySelector("summary").focus();
      said.textContent = added === 0 ? "The list has changed." : added === 1 ? "1 new delivery." : `${added} new deliveries.`;
    }
  }

  function button(text, press) {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "button button-quiet";
    made.textContent = text;
    made.addEventListener("click", press);
    return made;
  }

  function row(...parts) {
    const made = document.createElement("div");
    made.className = "actions";
    made.append(...parts);
    return made;
  }
})();

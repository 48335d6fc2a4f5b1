
const steps = [...document.querySelectorAll("li")];
const show = (told) => {
  steps.forEach((step, i) => i === told.step ? step.setAttribute("aria-current", "step") : step.removeAttribute("aria-current"));
  document.getElementById("detail").textContent = told.detail;
  document.getElementById("seconds").textContent = told.seconds + " s";
  document.getElementById("failure").textContent = told.failure;
};
const ask = async () => {
  try {
    const answer = await fetch("/-/preparation", { cache: "no-store" });
    const kind = answer.headers.get("Content-Type") || "";
    if (!answer.ok || !kind.startsWith("application/json")) return location.reload();
    show(await answer.json());
  } catch { /* between two servers: ask again */ }
  setTimeout(ask, 700);
};
ask();

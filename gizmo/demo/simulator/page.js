const pulse = document.body.dataset.pulse;
const fresh = document.getElementById("fresh");
const isWriting = () =>
  [...document.querySelectorAll("textarea, input")].some((field) => field.value !== field.defaultValue);
fresh.addEventListener("click", () => location.reload());
setInterval(async () => {
  if (document.hidden) return;
  try {
    const answer = await (await fetch("/_sim/pulse")).json();
    if (answer.pulse === pulse) return;
    if (isWriting()) fresh.hidden = false;
    else location.reload();
  } catch {
    // The simulator is restarting: the next beat asks again.
  }
}, 2000);

// Smoother with script; everything works without.
(() => {
  'use strict';
  document.documentElement.classList.add('script');

  // A long form keeps what is typed after two quiet seconds, and when the page is left.
  for (const form of document.querySelectorAll('form[data-autosave]')) {
    const saved = form.querySelector('[data-saved]');
    let timer = 0, last = '', sending = false;
    const typed = () => new URLSearchParams(new FormData(form)).toString();
    const comparable = () => typed().replace(/csrf=[^&]*&?/, '');
    last = comparable();
    const say = (words) => { if (saved) saved.textContent = words; };
    const keep = async () => {
      clearTimeout(timer);
      if (sending || comparable() === last) return;
      const now = comparable(), body = typed();
      try {
        const reply = await fetch(form.dataset.autosave, {
          // Browsers refuse to keep more than 64 KB alive after the page is gone.
          method: 'POST', body, keepalive: body.length < 60000, redirect: 'manual',
          headers: { 'Content-Type': 'application/x-www-form-urlencoded', 'X-Autosave': '1' },
        });
        // The only place that an autosave is sent on to is the sign-in page.
        if (reply.type === 'opaqueredirect') return say(saved.dataset.signedOutWords);
        if (!reply.ok) return say(saved.dataset.unsavedWords);
        last = now;
        const time = new Date().toLocaleTimeString(document.documentElement.lang, { hour: 'numeric', minute: '2-digit' });
        say(saved.dataset.savedWords + ' ' + time);
      } catch { say(saved.dataset.unsavedWords); }       // the form still holds it, and the next pause tries again
    };
    form.addEventListener('input', () => { clearTimeout(timer); timer = setTimeout(keep, 2000); });
    form.addEventListener('focusout', keep);
    form.addEventListener('submit', () => { sending = true; clearTimeout(timer); });
    addEventListener('pagehide', keep);
    addEventListener('pageshow', () => { sending = false; });
  }

  // The summary of problems is read first.
  document.querySelector('.error-summary')?.focus();
})();

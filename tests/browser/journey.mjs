// The first loop as two teachers in two schools, in a real browser: with and
// without script, at phone width, by keyboard alone, in Spanish; each page
// through axe-core.  journey.mjs URL prints TAP.
import { base, browser, judge, ok, signIn, tally } from './tools.mjs';

async function loop(name, options) {
  const title = `Quiet start ${name} ${process.pid}`;
  const script = options.javaScriptEnabled !== false;
  const one = await browser.newContext({ reducedMotion: 'reduce', ...options }), two = await browser.newContext({ reducedMotion: 'reduce', ...options });
  const a = await one.newPage(), b = await two.newPage();
  const check = async (page, what) => { if (script) await judge(page, `${name}, ${what}`); };
  await a.goto(base + '/sign-in');
  await check(a, 'sign-in');
  await signIn(a, 'rosa@demo.example');
  ok((await a.textContent('h1')).includes('Rosa'), `${name}: Rosa is at home`);
  await check(a, 'home');

  // Rosa shares a practice.
  await a.goto(base + '/practices/new');
  await check(a, 'a new practice');
  await a.fill('#title', title);
  await a.click('main button.primary');
  await a.fill('#promise', 'The room is calm before the bell stops.');
  await a.fill('#steps', '1. Write the task on the board.\n2. Say nothing.\n3. Wait two minutes.');
  await check(a, 'writing, first page');
  await a.click('.action-bar button.primary');
  await a.click('.action-bar button.primary');            // no core part yet: saved as a draft all the same
  await a.goto(a.url().replace('/edit/room', ''));
  ok(await a.locator('form[action$="/share"]').count() === 0, `${name}: it cannot be shared without a core part`);
  const own = a.url();
  await a.goto(own + '/edit/replicate');
  await a.fill('#core', 'The task is on the board first\nNobody talks for two minutes');
  await check(a, 'writing, second page');
  await a.click('.action-bar button.primary');
  await check(a, 'writing, third page');
  await a.fill('#minutes', 'five');
  await a.click('.action-bar button.primary');
  ok(await a.locator('.error-summary').count() === 1 && await a.inputValue('#minutes') !== null, `${name}: a wrong number is said beside the field`);
  await check(a, 'a form with a problem');
  await a.fill('#minutes', '5');
  await a.click('.action-bar button.primary');
  await check(a, 'writing, fourth page');
  await a.fill('#why', 'Nobody is wrong yet.');
  await a.click('.action-bar button[value=preview]');
  ok((await a.textContent('.practice')).includes('Nobody is wrong yet.'), `${name}: the preview shows what is not saved yet`);
  await check(a, 'a preview');
  await a.click('.note a.primary');
  ok(await a.inputValue('#why') === 'Nobody is wrong yet.', `${name}: and going back, it is still there`);
  await a.click('.action-bar button.primary');
  await check(a, 'a draft');

  // Nobody else sees the draft.
  await signIn(b, 'marcus@demo.example');
  const hidden = await b.goto(own);
  ok(hidden.status() === 404, `${name}: a draft is not there for anybody else`);
  await check(b, 'an error page');
  await a.click('form[action$="/share"] button');
  ok((await a.textContent('[role=status]')).length > 10, `${name}: Rosa is told that it is shared`);

  // Marcus finds it, tries it, and reports.
  await b.goto(base + '/practices?q=' + encodeURIComponent(title));
  await check(b, 'search');
  await b.locator('.practice-card a', { hasText: title }).first().click();
  await check(b, 'a practice');
  await b.click('.action-bar a.primary');
  await check(b, 'the form of a try');
  await b.fill('#expected', 'Fewer lost minutes.');
  await b.click('.action-bar button.primary');
  await b.click('.action-bar a.primary');
  await check(b, 'the form of a report');
  await b.check('input[value=adapt]');
  await b.fill('#happened', 'By Thursday they began without me.');
  await b.click('.action-bar button.primary');
  ok(await b.locator('#changed-error').count() === 1, `${name}: an adapted try asks for what was changed`);
  ok(await b.inputValue('#happened') === 'By Thursday they began without me.', `${name}: what was typed is still there`);
  await b.fill('#changed', 'Three minutes instead of two.');
  await b.click('.action-bar button.primary');
  ok((await b.textContent('.reports')).includes('By Thursday they began without me.'), `${name}: the practice shows the report`);
  ok(/1/.test(await b.textContent('.finding')), `${name}: the evidence counts it`);
  await check(b, 'a practice with a report');

  // Undo, and back again.
  await b.click('.status form button');
  ok((await b.goto(own)).ok() && !(await b.content()).includes('By Thursday'), `${name}: the report can be withdrawn`);
  await b.goto(base + '/tries');
  await check(b, 'my tries');
  await b.locator('form[action$="/unwithdraw"] button').first().click();
  await b.goto(own);
  ok((await b.content()).includes('By Thursday'), `${name}: and brought back`);

  // Marcus adapts it; both know of each other.
  await b.click('a[href$="/adapt"]');
  await check(b, 'the form of an adaptation');
  await b.fill('#changed', 'We count down on fingers.');
  await b.fill('#title', title);
  await b.click('.action-bar button.primary');
  ok(await b.locator('#title-error').count() === 1, `${name}: an adaptation needs a name of its own`);
  await b.fill('#title', title + ', on fingers');
  await b.click('.action-bar button.primary');
  await b.goto(b.url().replace('/edit/heart', ''));
  await b.click('form[action$="/share"] button');
  ok((await b.textContent('.lineage')).includes(title), `${name}: the adaptation says where it comes from`);
  await a.goto(own);
  ok(await a.locator('.family li li').count() === 1, `${name}: the original says what it became`);
  await a.goto(own + '/sheet');
  await check(a, 'the page to print');
  await a.goto(base + '/practices/mine');
  await check(a, 'my practices');
  await a.goto(own + '/history');
  await check(a, 'the history');
  for (const path of ['/people', '/me', '/me/profile']) { await a.goto(base + path); await check(a, path); }

  await one.close();
  await two.close();
}

await loop('with script', { viewport: { width: 1280, height: 900 } });
await loop('on a phone', { viewport: { width: 390, height: 844 }, hasTouch: true });
await loop('without script', { javaScriptEnabled: false });
await loop('in Spanish', { locale: 'es-MX' });

// By keyboard alone: from the address bar to a shared report, Tab and Enter.
{
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } }), page = await context.newPage();
  const tabTo = async (test, most = 80) => {
    for (let i = 0; i < most; i++) {
      await page.keyboard.press('Tab');
      if (await page.evaluate(test)) return true;
    }
    return false;
  };
  await page.goto(base + '/sign-in');
  ok(await tabTo(() => document.activeElement.id === 'email'), 'by keyboard: the address is reached');
  await page.keyboard.type('linh@demo.example');
  await tabTo(() => document.activeElement.id === 'password');
  await page.keyboard.type('chalk-and-kindness');
  await page.keyboard.press('Enter');
  await page.waitForURL(base + '/');
  await page.keyboard.press('Tab');
  ok(await page.evaluate(() => document.activeElement.classList.contains('skip')), 'by keyboard: the first stop skips to the content');
  ok(await tabTo(() => document.activeElement.matches('.practice-card a')), 'by keyboard: a practice is reached');
  const ring = await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle);
  ok(ring !== 'none', 'by keyboard: the focus is seen');
  await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
  ok(await tabTo(() => document.activeElement.matches('.action-bar a.primary')), 'by keyboard: the main action is reached');
  await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
  ok(await tabTo(() => document.activeElement.matches('.action-bar button.primary')), 'by keyboard: the try is sent');
  await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
  ok(await page.locator('.status').count() === 1, 'by keyboard: it worked');
  await context.close();
}

// What is typed outlives the login and the browser.
{
  const context = await browser.newContext(), page = await context.newPage();
  await signIn(page, 'grace@demo.example');
  await page.goto(base + '/practices/new');
  await page.fill('#title', 'Typed while signed out');
  await context.clearCookies({ name: 'login' });
  await page.click('main button.primary');
  ok(page.url().includes('/sign-in'), 'a login that ended leads to signing in');
  await page.fill('#email', 'grace@demo.example');
  await page.fill('#password', 'chalk-and-kindness');
  await page.press('#password', 'Enter');
  await page.waitForURL(base + '/kept');
  await judge(page, 'a kept form');
  await page.click('main button.primary');
  ok((await page.inputValue('#title')) === 'Typed while signed out', 'and nothing that was typed is lost');
  await page.fill('#promise', 'Kept by itself.');
  await page.waitForFunction(() => document.querySelector('[data-saved]').textContent !== '', null, { timeout: 10000 });
  const where = page.url();
  await page.close();
  const again = await context.newPage();
  await again.goto(where);
  ok((await again.inputValue('#promise')) === 'Kept by itself.', 'a long form keeps itself when the browser is closed');
  await context.close();
}

await browser.close();
console.log(`1..${tally.count}`);
process.exit(tally.bad ? 1 : 0);

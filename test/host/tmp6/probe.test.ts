import { test } from 'vitest';
import { startHost } from '/work/main/test/host/workbench';
test('probe', async () => {
  const t = Date.now();
  const host = await startHost({ vsix: '/tmp/h6repo/laravel-ops-0.1.0.vsix', theme: 'light' });
  console.log('host', Date.now() - t);
  const w = await host.open('/tmp/h6repo/.demo/laravel-ops-demo.code-workspace');
  console.log('open', Date.now() - t);
  await w.openContainer('Laravel Ops'); console.log(await w.treeRows('Probe', 2)); console.log('tree', Date.now() - t);
  await w.runCommand('Probe: Open Panel');
  await w.page.waitForTimeout(3000);
  for (const f of w.page.frames()) console.log(f.url().slice(0,80), f.parentFrame()?.url().slice(0,40), await f.title().catch(()=>''), f.parentFrame() ? await (await f.frameElement()).evaluate((n)=>n.outerHTML.slice(0,300)) : '');
  await w.screenshot('/tmp/h6shot.png');
  const f = await w.webview('Probe Panel').catch((e)=>console.log(String(e)));
  if (f) console.log(await f.locator('#hi').innerText());
  await host.close();
  console.log('end', Date.now() - t);
}, 120000);

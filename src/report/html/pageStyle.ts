/** How the page looks: light and dark, on screens of any width and on paper. Signs stand beside every colour. */
export const pageStyle = `
:root{color-scheme:light dark;--bg:#fff;--fg:#1b1f24;--soft:#57606a;--line:#d0d7de;--panel:#f6f8fa;--link:#0550ae;--focus:#0969da;
--p:#116329;--pb:#dafbe1;--f:#a40e26;--fb:#ffebe9;--n:#7d4e00;--nb:#fff8c5;--a:#57606a;--ab:#fff;--l:#6639ba;--lb:#fbefff;--c:#57606a;--cb:#f6f8fa}
@media(prefers-color-scheme:dark){:root{--bg:#0d1117;--fg:#e6edf3;--soft:#9198a1;--line:#3d444d;--panel:#161b22;--link:#79c0ff;--focus:#58a6ff;
--p:#7ee787;--pb:#12361f;--f:#ffa198;--fb:#4a1417;--n:#f2cc60;--nb:#3d2e00;--a:#9198a1;--ab:#0d1117;--l:#d2a8ff;--lb:#2f1e4d;--c:#9198a1;--cb:#161b22}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:1400px;padding:1rem 1.5rem 3rem;background:var(--bg);color:var(--fg);font:15px/1.5 system-ui,sans-serif}
h1{margin:.2rem 0 .6rem;font-size:1.6rem;overflow-wrap:anywhere}
h2{margin:1.6rem 0 .6rem;font-size:1.2rem}
h3{margin:1.2rem 0 .4rem;font-size:1rem;overflow-wrap:anywhere}
a{color:var(--link)}
:focus-visible{outline:2px solid var(--focus);outline-offset:1px}
.small,.who,.legend{color:var(--soft);font-size:.87rem}
.skip{position:absolute;left:-99rem}
.skip:focus{left:1rem}
.counts,.legend{display:flex;flex-wrap:wrap;gap:.4rem 1.2rem;margin:.4rem 0;padding:0;list-style:none}
.sign{display:inline-block;min-width:1.6em;padding:0 .3em;border-radius:4px;text-align:center;font-weight:600}
.warning{padding:.4rem .7rem;border-left:4px solid var(--n);background:var(--nb);color:var(--fg)}
.cause{margin:.4rem 0;border:1px solid var(--line);border-radius:6px;padding:.4rem .7rem}
.cause summary{cursor:pointer;overflow-wrap:anywhere}
pre{overflow:auto;max-height:24rem;margin:.5rem 0;padding:.6rem .8rem;border:1px solid var(--line);border-radius:6px;background:var(--panel);font:13px/1.45 ui-monospace,Menlo,Consolas,monospace;white-space:pre-wrap;overflow-wrap:anywhere}
.hit{fill:var(--p)}.miss{fill:var(--f)}
.wide{overflow:auto;max-height:85vh;border:1px solid var(--line);border-radius:6px;width:fit-content;max-width:100%}
.bar{position:sticky;top:0;padding:1rem 0 .6rem;background:var(--bg)}.bar h2{margin:0}
table{border-collapse:separate;border-spacing:0}
caption{position:absolute;clip-path:inset(50%);width:1px;height:1px;overflow:hidden}
th,td{padding:.2rem .6rem;text-align:left;border-bottom:1px solid var(--line)}
.grid td{position:relative;min-width:3rem;text-align:center;font-weight:600}
.grid thead th{position:sticky;top:0;z-index:2;background:var(--panel);text-align:center;white-space:nowrap}
.grid tbody th{position:sticky;left:0;z-index:1;background:var(--panel);font-weight:500;white-space:nowrap;max-width:40vw;overflow:hidden;text-overflow:ellipsis}
.grid thead th:first-child{left:0;z-index:3;text-align:left}
.grid td span{position:absolute;clip-path:inset(50%);width:1px;height:1px;overflow:hidden;white-space:nowrap}
.p{color:var(--p);background:var(--pb)}.f,.b{color:var(--f);background:var(--fb)}.n{color:var(--n);background:var(--nb)}
.a{color:var(--a);background:var(--ab)}.l,.i{color:var(--l);background:var(--lb)}.c{color:var(--c);background:var(--cb)}
.grid td.w{color:var(--soft)}.grid td.r{color:var(--link);font-weight:500;white-space:nowrap}
.on td[class]{cursor:pointer}
.on td[class]:hover,.on td[aria-selected=true]{box-shadow:inset 0 0 0 2px var(--focus)}
.grid td:focus{outline:3px solid var(--focus);outline-offset:-3px}
.out{visibility:hidden}
[hidden]{display:none!important}
#tools{display:flex;flex-wrap:wrap;gap:.5rem 1rem;align-items:center;margin:.4rem 0}
#tools fieldset{display:flex;flex-wrap:wrap;gap:.2rem .8rem;margin:0;padding:.1rem .6rem .3rem;border:1px solid var(--line);border-radius:6px}
#tools legend{padding:0 .3rem;color:var(--soft);font-size:.8rem}
label{white-space:nowrap}
select,input[type=search],button{padding:.25rem .5rem;border:1px solid var(--line);border-radius:6px;background:var(--bg);color:var(--fg);font:inherit;max-width:100%}
button{cursor:pointer;background:var(--panel)}
dialog{border:1px solid var(--line);background:var(--bg);color:var(--fg);padding:0}
dialog::backdrop{background:#0008}
#panel{position:fixed;inset:0 0 0 auto;margin:0;width:min(44rem,100vw);max-width:100vw;height:100vh;max-height:100vh;border-width:0 0 0 1px}
.inside{padding:0 1.3rem 2rem;overflow-wrap:anywhere}
.bar{display:flex;gap:.5rem;align-items:start;justify-content:space-between}
.inside table{width:100%;font-size:.9rem}
.inside h3{margin-top:1.2rem}
.inside dl{display:grid;grid-template-columns:max-content 1fr;gap:.1rem 1rem;margin:.6rem 0}
dt{color:var(--soft)}dd{margin:0}
kbd{padding:0 .35em;border:1px solid var(--line);border-radius:4px;background:var(--panel);font:inherit}
@media(max-width:600px){body{padding:.6rem}th,td{padding:.2rem .4rem}}
@media print{:root{--bg:#fff;--fg:#000;--soft:#444;--panel:#fff}body{max-width:none;padding:0;font-size:11px}#tools,.skip{display:none}.wide{overflow:visible;max-height:none;border:0}pre{max-height:none}.grid thead th,.grid tbody th{position:static}tr,.cause{break-inside:avoid}*{print-color-adjust:exact}}
`;

import { outcomes, symbolOf } from '../symbols.ts';
import { columnLetters } from './gridClass.ts';
import { stateClasses } from './pageData.ts';

// The sign of a cell comes with the style: its text is the word, which is what is read out, searched and copied.
const signs = outcomes
  .map((outcome) => {
    const sign = `content:"${symbolOf(outcome, { unicode: true })}"`;
    // Not every browser knows the form that keeps it from being read out.
    return `.grid .${stateClasses[outcome]}::before{${sign};${sign}/""}`;
  })
  .join('\n');

const widths = Array.from(
  { length: columnLetters.most - columnLetters.least + 1 },
  (_, index) => index + columnLetters.least,
)
  .map((letters) => `.h${letters}{--h:${room(letters)}}.w${letters}{--w:${room(letters)}}`)
  .join('\n');

/** In units that do not depend on the size of the letters: those of a cell have none. */
function room(letters: number): string {
  return `${(letters * 0.6 + 1.5).toFixed(1)}rem`;
}

/** How the page looks: light and dark, on screens of any width and on paper. Signs stand beside every colour. */
export const pageStyle = `
:root{color-scheme:light dark;--bg:#fff;--fg:#1b1f24;--soft:#57606a;--line:#d0d7de;--panel:#f6f8fa;--link:#0550ae;--focus:#0969da;
--p:#116329;--pb:#dafbe1;--f:#a40e26;--fb:#ffebe9;--n:#7d4e00;--nb:#fff8c5;--a:#57606a;--ab:#fff;--l:#6639ba;--lb:#fbefff;--c:#57606a;--cb:#eef1f4}
@media(prefers-color-scheme:dark){:root{--bg:#0d1117;--fg:#e6edf3;--soft:#9198a1;--line:#3d444d;--panel:#161b22;--link:#79c0ff;--focus:#58a6ff;
--p:#7ee787;--pb:#12361f;--f:#ffa198;--fb:#4a1417;--n:#f2cc60;--nb:#3d2e00;--a:#9198a1;--ab:#0d1117;--l:#d2a8ff;--lb:#2f1e4d;--c:#9198a1;--cb:#1c222b}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:1440px;padding:1.5rem 2rem 4rem;background:var(--bg);color:var(--fg);font:15px/1.5 system-ui,sans-serif}
h1{margin:0;font-size:1.8rem;line-height:1.25;overflow-wrap:anywhere}
header{margin-bottom:1rem}
h2{margin:2rem 0 .7rem;font-size:1.25rem}
h3{margin:0 0 .4rem;font-size:1rem;overflow-wrap:anywhere}
a{color:var(--link)}
:focus-visible{outline:2px solid var(--focus);outline-offset:1px}
.small,.who,.legend{color:var(--soft);font-size:.87em}
.small{margin:.3rem 0}
.skip{position:absolute;left:-99rem}
.skip:focus{left:1rem}
.counts,.legend{display:flex;flex-wrap:wrap;gap:.4rem 1rem;margin:.6rem 0;padding:0;list-style:none}
.sign{display:inline-block;min-width:1.7em;padding:0 .35em;border-radius:4px;text-align:center;font-weight:600}
.share{display:block;width:100%;height:8px;margin:1rem 0 .6rem;border-radius:4px}
.share .p{fill:#2da44e}.share .f,.share .b{fill:#cf222e}.share .k,.share .o,.share .z,.share .n{fill:#bf8700}.share .l,.share .i{fill:#8250df}.share .c,.share .a{fill:#8c959f}
.warning{margin:.6rem 0;padding:.5rem .8rem;border-left:4px solid var(--n);border-radius:0 6px 6px 0;background:var(--nb);color:var(--fg)}
.cause{margin:.5rem 0;border:1px solid var(--line);border-radius:8px;padding:.5rem .8rem}
.cause p{margin:.5rem 0 .2rem}
.cause summary{cursor:pointer;overflow-wrap:anywhere}
pre{overflow:auto;max-height:24rem;margin:.6rem 0;padding:.6rem .8rem;border:1px solid var(--line);border-radius:6px;background:var(--panel);font:13px/1.5 ui-monospace,Menlo,Consolas,monospace;white-space:pre-wrap;overflow-wrap:anywhere}
.wide{overflow:auto;max-height:85vh;border:1px solid var(--line);border-radius:8px;width:fit-content;max-width:100%}
.bar{position:sticky;top:0;display:flex;gap:1rem;align-items:start;justify-content:space-between;padding:1.1rem 0 .7rem;background:var(--bg)}
.bar h2{margin:0}
table{border-collapse:separate;border-spacing:0}
caption,legend,.read{position:absolute;clip-path:inset(50%);width:1px;height:1px;overflow:hidden}
th,td{padding:.25rem .7rem;text-align:left;border-bottom:1px solid var(--line)}
tbody tr:last-child>*{border-bottom:0}
#tables{display:flex;flex-wrap:wrap;gap:1.6rem 2.2rem;align-items:start;margin-top:1.2rem}
.grid{min-width:0;max-width:100%}
#tables.long{display:block}
.long .grid{margin-bottom:1.6rem}
.long table,.long tbody{display:block}
.long table{width:max-content}
.long thead{display:block;position:sticky;top:0;z-index:2}
.long tr{display:flex}
.long tbody tr{height:2rem;line-height:1.5rem;content-visibility:auto}
.long td{line-height:1.9rem}
.long td,.long th{flex:0 0 var(--w);overflow:hidden;text-overflow:ellipsis}
.long th:first-child{flex-basis:var(--h);max-width:none}
${widths}
.live td,.live thead th:not(:first-child){min-width:7.6rem}
.grid td{min-width:3.2rem;height:1.9rem;padding:0;border:1px solid var(--bg);border-radius:6px;text-align:center;font-weight:600;font-size:0}
.grid td::before{font-size:15px}
.grid thead th{position:sticky;top:0;z-index:2;background:var(--panel);text-align:center;white-space:nowrap}
.grid tbody th{position:sticky;left:0;z-index:1;background:var(--panel);font-weight:500;white-space:nowrap;max-width:40vw;overflow:hidden;text-overflow:ellipsis;border-right:1px solid var(--line)}
.grid thead th:first-child{left:0;z-index:3;text-align:left;border-right:1px solid var(--line)}
${signs}
.p{color:var(--p);background:var(--pb)}.f,.b{color:var(--f);background:var(--fb)}.k,.o,.z,.n{color:var(--n);background:var(--nb)}
.a{color:var(--a);background:var(--ab)}.l,.i{color:var(--l);background:var(--lb)}.c,.w{color:var(--c);background:var(--cb)}
.grid td.r{padding:0 .5rem;color:var(--link);font-weight:500;font-size:.87rem;font-variant-numeric:tabular-nums;white-space:nowrap}
@media(scripting:enabled){.grid td[class]{cursor:pointer}.grid td[class]:hover{outline:2px solid var(--focus);outline-offset:-2px}}
.grid td:focus{outline:3px solid var(--focus);outline-offset:-3px}
.out{visibility:hidden}
[hidden]{display:none!important}
#tools{display:flex;flex-wrap:wrap;gap:.6rem 1rem;align-items:center;margin:.6rem 0}
fieldset{display:flex;flex:1 0 100%;flex-wrap:wrap;gap:.5rem;min-width:0;margin:0;padding:0;border:0}
.counts{gap:.5rem;margin:0}
.chip{display:inline-flex;gap:.45em;align-items:center;padding:.15em .8em .15em .6em;border:1px solid transparent;border-radius:2em;font-size:.93em}
label.chip{cursor:pointer}
.chip:has(:checked){border-color:currentColor}
.chip input{margin:0;accent-color:currentColor}
label{white-space:nowrap}
select,input[type=search],button{padding:.3rem .6rem;border:1px solid var(--line);border-radius:6px;background:var(--bg);color:var(--fg);font:inherit;max-width:100%}
input[type=search]{flex:0 1 17rem;min-width:0}
button{cursor:pointer;background:var(--panel)}
button:hover{border-color:var(--soft)}
output{color:var(--soft)}
progress{width:100%;height:8px;margin:.4rem 0;accent-color:var(--focus)}
dialog{border:1px solid var(--line);border-radius:10px;background:var(--bg);color:var(--fg);padding:0}
dialog::backdrop{background:#0009}
#panel{position:fixed;inset:0 0 0 auto;margin:0;width:min(46rem,100vw);max-width:100vw;height:100vh;max-height:100vh;border-width:0 0 0 1px;border-radius:0;box-shadow:-8px 0 30px #0003}
#panel::backdrop{background:#0002}
.inside{padding:0 1.6rem 2rem;overflow-wrap:anywhere}
.inside table{width:100%;font-size:.9rem}
.inside td,.inside th{padding-left:0}
.inside thead th{color:var(--soft);font-weight:500}
.inside h3{margin-top:1.5rem}
.inside dl{display:grid;grid-template-columns:max-content 1fr;gap:.25rem 1.2rem;margin:.8rem 0}
.verdict{font-size:1.07rem}
dt{color:var(--soft)}dd{margin:0}
.inside td:not(:last-child),.inside th{overflow-wrap:break-word}
code{overflow-wrap:anywhere}
code{padding:.1em .4em;border-radius:4px;background:var(--panel);font:.9em ui-monospace,Menlo,Consolas,monospace}
dd code{user-select:all}
kbd{padding:0 .4em;border:1px solid var(--line);border-radius:4px;background:var(--panel);font:inherit}
.list td,.list th,.count{white-space:nowrap}.list td:last-child{min-width:14rem;white-space:normal;overflow-wrap:anywhere}.count{margin-right:.7rem}
.trends{display:flex;flex-wrap:wrap;gap:1.5rem 3.5rem}.trends section{max-width:100%;overflow-x:auto}
.hit{fill:#2da44e}.miss{fill:#cf222e}.none{fill:#8c959f}
@media(max-width:600px){body{padding:.8rem .8rem 3rem}h1{font-size:1.5rem}th,td{padding:.2rem .45rem}.grid td{min-width:2.7rem}.inside{padding:0 .9rem 2rem}input[type=search]{flex:1 1 100%}}
@media print{:root{--bg:#fff;--fg:#000;--soft:#444;--panel:#fff}body{max-width:none;padding:0;font-size:11px}h1{font-size:20px}h2{font-size:14px}#tools>:not(fieldset,.counts),.chip input,.skip{display:none}.long tbody tr{content-visibility:visible}.wide{overflow:visible;max-height:none;border:0}pre{max-height:none;font-size:10px}.grid td{height:1.5em}.grid td::before{font-size:11px}.grid thead th,.grid tbody th{position:static}tr,.cause{break-inside:avoid}*{print-color-adjust:exact}}
`;

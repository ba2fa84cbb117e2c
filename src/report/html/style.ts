/** How the report looks: one stylesheet, light and dark, wide, narrow and on paper. */
const LIGHT = `--bg:#f6f7f9;--surface:#fff;--ink:#18202c;--soft:#566274;--line:#e0e4ea;--grid:#e9ecf1;
--good:#15803d;--bad:#c81e3a;--warn:#955f00;--accent:#2563c9;--lane:#3fa56b;--bar:#7fa6e0;--slow:#d99a1c;
--good-bg:#e9f7ef;--bad-bg:#fdecef;--warn-bg:#fdf4df`;
const DARK = `--bg:#0e1217;--surface:#161c24;--ink:#e7ebf1;--soft:#9ba8b9;--line:#28313d;--grid:#212933;
--good:#4ccb86;--bad:#ff7083;--warn:#e6b450;--accent:#7fb0ff;--lane:#3aa76a;--bar:#4a76b8;--slow:#c98f24;
--good-bg:#12261c;--bad-bg:#2e151b;--warn-bg:#2b2312`;

export const STYLE = `
:root{color-scheme:light dark;${LIGHT}}
@media (prefers-color-scheme:dark){:root{${DARK}}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;background:var(--bg);color:var(--ink);font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",sans-serif;font-variant-numeric:tabular-nums}
main{max-width:68rem;margin:0 auto;padding:2.5rem 1.5rem 4rem}
h1{font-size:1.9rem;line-height:1.2;letter-spacing:-.02em;margin:0 0 .35rem;overflow-wrap:anywhere}
h2{font-size:1.05rem;letter-spacing:-.005em;margin:2.6rem 0 .8rem}
p{margin:0 0 .6rem}
code,pre,.time{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;font-size:.86em}
.soft{color:var(--soft)}
.about{font-size:1.06rem;color:var(--soft);max-width:46rem;text-wrap:balance}
.card{background:var(--surface);border:1px solid var(--line);border-radius:12px;padding:1.1rem 1.3rem}
.sr{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.verdict{display:flex;align-items:center;gap:.9rem;border-radius:12px;padding:.95rem 1.2rem;margin:1.4rem 0 1rem;border:1px solid}
.verdict b{font-size:1.1rem;display:block;line-height:1.3}
.verdict .mark{flex:none;width:2.2rem;height:2.2rem;border-radius:50%;display:grid;place-items:center;font-weight:700;font-size:1.15rem;color:var(--surface)}
.verdict.holds{background:var(--good-bg);border-color:var(--good)}.verdict.holds .mark{background:var(--good)}
.verdict.violated{background:var(--bad-bg);border-color:var(--bad)}.verdict.violated .mark{background:var(--bad)}
.verdict.unknown{background:var(--warn-bg);border-color:var(--warn)}.verdict.unknown .mark{background:var(--warn)}
.tiles{display:grid;grid-template-columns:repeat(6,minmax(0,1fr));gap:1px;background:var(--line);padding:0;overflow:hidden;margin:0}
.tiles div{background:var(--surface);padding:.8rem 1.1rem}
.tiles dt{color:var(--soft);font-size:.8rem}
.tiles dd{margin:0;font-size:1.3rem;font-weight:600;letter-spacing:-.01em;line-height:1.35}
.tiles small{display:block;font-size:.78rem;font-weight:400;letter-spacing:0;color:var(--soft)}
.tiles .alarm{color:var(--bad)}.tiles .warn{color:var(--warn)}
.facts{color:var(--soft);font-size:.9rem;margin:0;padding:0;list-style:none;display:flex;flex-wrap:wrap;gap:.1rem 1.4rem}
.facts b{color:var(--ink);font-weight:500;overflow-wrap:anywhere}
figure{margin:0}
.row{display:grid;grid-template-columns:5.2rem minmax(0,1fr) 5.2rem;gap:.9rem;align-items:center}
.label{font-weight:600;font-size:.9rem;overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
.note{color:var(--soft);font-size:.82rem;white-space:nowrap}
.caption{margin-top:1.1rem;margin-bottom:.3rem;grid-template-columns:5.2rem minmax(0,1fr)}
.caption .title{grid-column:2;grid-row:1;font-size:.86rem;font-weight:600}
.caption .legend{grid-column:2;grid-row:1;justify-self:end;margin:0}
svg{display:block;width:100%}
.lane{height:24px;margin:.15rem 0}
.chart{height:120px;overflow:visible}
.marks{position:relative;height:120px;font-size:.74rem;color:var(--soft)}
.marks span{position:absolute;right:0;transform:translateY(-50%);white-space:nowrap}
.axis{position:relative;height:1.3rem;margin:.35rem 6.1rem 0;font-size:.76rem;color:var(--soft)}
.axis span{position:absolute;transform:translateX(-50%);white-space:nowrap}
.axis span.last{transform:translateX(-100%)}
.grid{stroke:var(--grid);stroke-width:1;vector-effect:non-scaling-stroke}
.band{fill:var(--bad);opacity:.07}
.up{fill:var(--lane)}.down{fill:var(--bad)}.slow{fill:var(--slow)}.out{fill:var(--bad);opacity:.75}.back{fill:var(--slow)}.drain{fill:var(--accent)}
.ok{fill:var(--bar)}.failed{fill:var(--bad)}
.line{fill:none;stroke-width:1.6;stroke-linejoin:round;vector-effect:non-scaling-stroke}
.line.p50{stroke:var(--accent)}.line.p99{stroke:var(--slow)}
.hit{fill:var(--ink);opacity:0}.hit:hover{opacity:.1}
.legend{list-style:none;display:flex;flex-wrap:wrap;gap:.1rem 1.1rem;padding:0;margin:.7rem 0 0;font-size:.8rem;color:var(--soft)}
.legend li{display:flex;align-items:center;gap:.4rem}
.key{width:.95rem;height:.6rem;border-radius:2px;flex:none}
.key.up{background:var(--lane)}.key.down,.key.failed{background:var(--bad)}.key.slow{background:var(--slow)}.key.ok{background:var(--bar)}.key.drain{background:var(--accent)}
.key.out{background:var(--bad);height:3px}.key.back,.key.p99{background:var(--slow);height:3px}.key.p50{background:var(--accent);height:3px}
.lanes{margin:.45rem 0 1.4rem 6.1rem}
.moments{list-style:none;margin:1.1rem 0 0;padding:1rem 0 0;border-top:1px solid var(--line);display:grid;gap:.25rem;font-size:.92rem}
.moments li{display:grid;grid-template-columns:4.5rem 5rem 1fr;gap:.9rem}
.moments .time{color:var(--soft);text-align:right;line-height:1.75}
.moments .good{color:var(--good)}.moments .bad{color:var(--bad)}
.scroll{overflow-x:auto;border-radius:12px}
.scroll:focus-visible,summary:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
.tablebox{padding:.3rem 0}
table{border-collapse:collapse;width:100%;font-size:.9rem}
th,td{padding:.5rem .55rem;text-align:right;white-space:nowrap;border-top:1px solid var(--line)}
th:first-child{text-align:left;padding-left:1.3rem}td:last-child,th:last-child{padding-right:1.3rem}
thead th{color:var(--soft);font-weight:500;font-size:.8rem;border-top:0}
tbody th{font-weight:600;white-space:normal;min-width:10rem}
td.alarm{color:var(--bad);font-weight:600}td.zero{color:var(--soft)}
tr.total td,tr.total th{font-weight:600;border-top:2px solid var(--line)}tr.total .soft,tr.total .zero{font-weight:400}
.share i{display:inline-block;width:3.2rem;height:.45rem;margin-right:.6rem;border-radius:3px;background:var(--grid);overflow:hidden}.share b{display:block;height:100%;background:var(--bar)}.share span{display:inline-block;min-width:3.2rem}
.hint{font-size:.84rem;color:var(--soft);margin:.6rem 0 0}
.checks{display:grid;grid-template-columns:minmax(0,1fr);gap:.5rem}
.check{background:var(--surface);border:1px solid var(--line);border-radius:10px}
.check>summary{cursor:pointer;display:grid;grid-template-columns:1.4rem minmax(0,19rem) 9.5rem minmax(0,1fr) .8rem;gap:.2rem .8rem;align-items:baseline;padding:.6rem 1.1rem;list-style:none}
.check>summary::-webkit-details-marker{display:none}
.check>summary::after{content:"";width:.45rem;height:.45rem;border:solid var(--soft);border-width:0 1.5px 1.5px 0;transform:rotate(45deg);align-self:center;justify-self:end;margin-bottom:.2rem}
.check[open]>summary::after{transform:rotate(225deg);margin-bottom:-.2rem}
.check>summary:hover::after{border-color:var(--ink)}
.check .name{font-weight:600;overflow-wrap:anywhere}.check .evidence{color:var(--soft);font-size:.86rem}.check .finding{font-size:.92rem}
.check .mark{font-weight:700;text-align:center}
.check.holds .mark{color:var(--good)}.check.violated .mark,.check.violated .name{color:var(--bad)}.check.unknown .mark,.check.unknown .name{color:var(--warn)}
.check.violated{border-color:var(--bad)}
.check .body{padding:0 1.1rem .8rem 3.3rem;font-size:.93rem}
.kind{font-size:.76rem;border:1px solid var(--line);border-radius:99px;padding:.05rem .5rem;margin-left:.3rem;white-space:nowrap}
.violations{margin:.4rem 0 0;padding:0 0 0 1.2rem}.violations>li{margin-bottom:.9rem}.violations>li::marker{color:var(--bad);font-weight:600}
.violations .scroll{background:var(--bg);border:1px solid var(--line);border-radius:8px}
.events{font-size:.86rem;width:auto;min-width:100%}
.events td,.events th{border:0;text-align:left;padding:.22rem .7rem}.events tr:first-child>*{padding-top:.5rem}.events tr:last-child>*{padding-bottom:.5rem}
.events tbody th{min-width:0;white-space:nowrap}.events .time{color:var(--soft)}.events td:nth-child(3){width:99%}
pre{margin:0;padding:.9rem 1.1rem;overflow-x:auto;background:var(--surface);border:1px solid var(--line);border-radius:10px;line-height:1.6}
pre.replay code{user-select:all;white-space:pre-wrap;overflow-wrap:anywhere}
details.source{margin-top:.7rem}details.source>summary{cursor:pointer;padding:.3rem 0;color:var(--soft);font-size:.92rem}
@media (max-width:62rem){.tiles{grid-template-columns:repeat(3,minmax(0,1fr))}}
@media (max-width:44rem){
main{padding:1.4rem .9rem 3rem}h1{font-size:1.5rem}
.card{padding:.9rem .9rem}.tablebox,.tiles{padding:0}.tiles{grid-template-columns:repeat(2,minmax(0,1fr))}.tiles div{padding:.7rem .9rem}
.row{grid-template-columns:3.1rem minmax(0,1fr);gap:.6rem}.row>.note{display:none}.axis{margin:.35rem 0 0 3.7rem}.axis .odd{display:none}
.lanes{margin-left:0}.caption{grid-template-columns:minmax(0,1fr)}.caption .title,.caption .legend{grid-column:1;grid-row:auto;justify-self:start}
.moments li{grid-template-columns:3.6rem 1fr}.moments .who{display:none}
.check>summary{grid-template-columns:1.2rem minmax(0,1fr) .8rem;padding:.6rem .9rem}.check .evidence,.check .finding{grid-column:2}.check>summary::after{grid-column:3;grid-row:1}
.events td,.events th{padding:.22rem .45rem}.events td:nth-child(3){white-space:normal;min-width:8.5rem}
.check .body{padding:0 .9rem .8rem}th:first-child{padding-left:.9rem}tbody th{min-width:7rem}
}
@media print{
.check>summary::after{display:none}
:root{color-scheme:light;${LIGHT};--bg:#fff}
body{font-size:11pt}main{max-width:none;padding:0}
*{print-color-adjust:exact;-webkit-print-color-adjust:exact}
.card,.check,tr,.row{break-inside:avoid}h2{break-after:avoid}.scroll{overflow:visible}
table{font-size:8.5pt}th,td{padding:.3rem .35rem}
details::details-content{content-visibility:visible;block-size:auto}
}
`;

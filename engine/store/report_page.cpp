#include "store/report_page.h"

namespace selfsight::store {

const char* const kReportStyle = R"css(
:root{--ink:#1c2430;--faint:#566170;--line:#d5dae1;--pale:#f5f7f9;--accent:#0b5cad}
*{box-sizing:border-box}
body{margin:0 auto;max-width:1080px;padding:32px 28px 64px;background:#fff;color:var(--ink);
 font:15px/1.5 system-ui,-apple-system,"Segoe UI","Noto Sans","DejaVu Sans",sans-serif}
h1{font-size:27px;line-height:1.25;margin:0 0 4px}
h2{font-size:19px;margin:44px 0 8px;padding-top:10px;border-top:1px solid var(--line)}
h3{font-size:15px;margin:20px 0 4px}
p{margin:8px 0;max-width:74ch}
.sub{color:var(--faint);margin:0 0 16px}
.lead{font-size:17px;max-width:70ch}
table{border-collapse:collapse;margin:12px 0;font-variant-numeric:tabular-nums;font-size:14px}
th,td{padding:4px 14px 4px 0;text-align:left;vertical-align:top;border-bottom:1px solid var(--line)}
th{font-weight:600;border-bottom:1.5px solid var(--faint)}
td.n,th.n{text-align:right}
tr.chance td{color:var(--faint)}
.scroll{overflow-x:auto}
figure{margin:14px 0;break-inside:avoid}
figcaption{font-size:13px;color:var(--faint);max-width:74ch;margin-top:4px}
svg{display:block;width:100%;height:auto;font-family:inherit}
.charts,.maps{display:grid;grid-template-columns:repeat(auto-fit,minmax(440px,1fr));gap:8px 28px}
.charts figure,.maps figure{margin:6px 0}
.map{border:1px solid var(--line);cursor:crosshair}
.notice{border-left:4px solid #b36b00;background:#fff8ec;padding:8px 14px;margin:14px 0;max-width:80ch}
.note{border-left:4px solid var(--accent);padding:2px 14px;margin:14px 0;max-width:80ch;break-inside:avoid}
.notice ul{margin:4px 0;padding-left:20px}
.chip{display:inline-block;width:11px;height:11px;margin-right:6px;border-radius:2px;vertical-align:-1px}
.legend{display:flex;flex-wrap:wrap;gap:2px 16px;font-size:13px;margin:6px 0}
.legend button{font:inherit;color:inherit;background:none;border:0;border-bottom:1px solid transparent;padding:1px 2px;cursor:pointer}
.legend button[aria-pressed=true]{border-bottom-color:var(--ink);font-weight:600}
.tools{display:flex;gap:8px;align-items:center;font-size:14px;margin:8px 0}
.tools select{font:inherit;padding:2px 6px}
details{margin:8px 0}
summary{cursor:pointer;color:var(--accent);font-size:14px}
pre{background:var(--pale);padding:10px 12px;overflow-x:auto;font-size:13px;line-height:1.4;white-space:pre-wrap;overflow-wrap:anywhere}
code{font-size:13px;overflow-wrap:anywhere}
#card{position:absolute;display:none;pointer-events:none;background:#fff;border:1px solid var(--faint);padding:8px 10px;font-size:13px;
 line-height:1.35;box-shadow:0 2px 10px rgba(28,36,48,.18);max-width:300px;z-index:5}
.sheet{display:block;max-width:100%;image-rendering:pixelated}
#card .picture{image-rendering:pixelated;margin-bottom:6px;background-repeat:no-repeat}
#card b{font-weight:600}
@media print{
 body{max-width:none;padding:0;font-size:11pt}
 h2{margin-top:22pt;break-after:avoid}
 .tools,#card,summary{display:none}
 .maps,.charts{grid-template-columns:1fr 1fr}
 .scroll{overflow:visible}
 table{font-size:8pt}
 th,td{padding-right:7px;overflow-wrap:anywhere}
 tr,figure,.notice{break-inside:avoid}
 a{color:inherit}
}
)css";

// One script for all maps: the point under the mouse gets a ring on every map, and a card with its names.
const char* const kReportScript = R"js(
(function(){
'use strict';
var holder=document.getElementById('points');
if(!holder)return;
var data=JSON.parse(holder.textContent);
function bytes(text){var s=atob(text),b=new Uint8Array(s.length);for(var i=0;i<s.length;i++)b[i]=s.charCodeAt(i);return b;}
function shorts(text){var b=bytes(text),o=new Int16Array(b.length/2);
 for(var i=0;i<o.length;i++){var v=b[2*i]|b[2*i+1]<<8;o[i]=v>32767?v-65536:v;}return o;}
var maps=data.maps.map(function(m){return{svg:document.getElementById(m.id),xy:shorts(m.xy)};});
var columns=data.columns.map(function(c){return{name:c.name,names:c.names,values:shorts(c.values)};});
var predictions=data.predictions.map(function(p){return{label:p.label,values:shorts(p.values)};});
var card=document.getElementById('card'),sheet=data.sheet,last=-1;
function ring(i){maps.forEach(function(m){var r=m.svg.querySelector('.ring');
 if(i<0||2*i>=m.xy.length){r.style.display='none';return;}
 r.setAttribute('cx',m.xy[2*i]);r.setAttribute('cy',m.xy[2*i+1]);r.style.display='';});}
function line(name,value,mark){var d=document.createElement('div'),b=document.createElement('b');
 b.textContent=name+': ';d.appendChild(b);d.appendChild(document.createTextNode(value+(mark||'')));card.appendChild(d);}
function fill(i){card.textContent='';
 if(sheet&&i%sheet.stride===0){var k=i/sheet.stride,z=Math.max(1,Math.floor(112/sheet.tile)),p=document.createElement('div');
  p.className='picture';p.style.width=p.style.height=sheet.tile*z+'px';p.style.backgroundImage='url('+sheet.uri+')';
  p.style.backgroundSize=sheet.perRow*sheet.tile*z+'px '+sheet.rows*sheet.tile*z+'px';
  p.style.backgroundPosition=-(k%sheet.perRow)*sheet.tile*z+'px '+-Math.floor(k/sheet.perRow)*sheet.tile*z+'px';card.appendChild(p);}
 columns.forEach(function(c){var v=c.values[i];line(c.name,v<0?'–':(c.names[v]===undefined?String(v):c.names[v]));});
 line('image','test '+i);
 var truth=columns.length?columns[0]:null;
 predictions.forEach(function(p){var v=p.values[i];if(v<0||!truth)return;
  line(p.label,truth.names[v]===undefined?String(v):truth.names[v],v===truth.values[i]?' ✓':' ✗');});}
function move(m,e){var box=m.svg.getBoundingClientRect(),scale=1000/box.width;
 var x=(e.clientX-box.left)*scale,y=(e.clientY-box.top)*scale,best=-1,least=Math.pow(16*scale,2);
 for(var i=0;2*i<m.xy.length;i++){var dx=m.xy[2*i]-x,dy=m.xy[2*i+1]-y,d=dx*dx+dy*dy;if(d<least){least=d;best=i;}}
 if(best!==last){last=best;ring(best);if(best>=0)fill(best);}
 if(best<0){card.style.display='none';return;}
 card.style.display='block';
 var left=e.pageX+18,top=e.pageY-card.offsetHeight-12;
 if(left+card.offsetWidth>window.scrollX+document.documentElement.clientWidth-8)left=e.pageX-card.offsetWidth-18;
 if(top<window.scrollY+8)top=e.pageY+18;
 card.style.left=Math.max(4,left)+'px';card.style.top=top+'px';}
maps.forEach(function(m){m.svg.addEventListener('mousemove',function(e){move(m,e);});
 m.svg.addEventListener('mouseleave',function(){last=-1;ring(-1);card.style.display='none';});});
var layer=0,focus=-1;
function show(){maps.forEach(function(m){m.svg.querySelectorAll('.layer').forEach(function(g){
  var on=Number(g.dataset.layer)===layer;g.style.display=on?'':'none';
  g.querySelectorAll('path').forEach(function(p){
   var group=data.legends[layer].of?data.legends[layer].of[Number(p.dataset.group)]:Number(p.dataset.group);
   p.style.stroke=focus<0||group===focus?'':'#d9dee4';});});});
 document.querySelectorAll('.legend').forEach(function(l){l.style.display=Number(l.dataset.layer)===layer?'':'none';
  l.querySelectorAll('button').forEach(function(b){b.setAttribute('aria-pressed',String(Number(b.dataset.group)===focus));});});}
document.querySelectorAll('.legend button').forEach(function(b){b.addEventListener('click',function(){
 var g=Number(b.dataset.group);focus=focus===g?-1:g;show();});});
var select=document.getElementById('colour');
if(select)select.addEventListener('change',function(){layer=Number(select.value);focus=-1;show();});
})();
)js";

}  // namespace selfsight::store

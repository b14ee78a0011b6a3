// The demo page: a visitor in a shop beside an agent at a desk. On a narrow screen one of the two is in sight.
import { startAgent } from './agent.js';
import { startVisitor } from './visitor.js';
import { $ } from './view.js';

for (const side of ['shop', 'agent']) {
  $(`show-${side}`).onclick = () => {
    document.body.dataset.side = side;
    for (const other of ['shop', 'agent']) $(`show-${other}`).ariaPressed = String(other === side);
  };
}
startVisitor();
startAgent();

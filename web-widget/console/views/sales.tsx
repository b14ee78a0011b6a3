// What a sales rep works from. The server knows no opportunities yet, so it asks for none: the view says what will
// appear, and on what condition.
import { useState } from 'preact/hooks';
import { clock, flag, handshake, lock } from '../../look/icon-paths.ts';
import { Icon } from '../../look/icons.tsx';
import { words } from '../words.ts';
import { Tabs } from './tabs.tsx';

const say = words.sales;
type Tab = 'offers' | 'mine' | 'followUps';
const icons = { offers: handshake, mine: flag, followUps: clock };

export function Sales() {
  const [tab, setTab] = useState<Tab>('offers');
  const [title, text] = say.empty[tab];
  return (
    <section class="column sales" aria-labelledby="sales-heading">
      <header class="column-head">
        <h2 id="sales-heading">{say.heading}</h2>
      </header>
      <Tabs<Tab>
        label={say.heading}
        prefix="sales"
        chosen={tab}
        onChoose={setTab}
        tabs={[
          { id: 'offers', name: say.offers },
          { id: 'mine', name: say.mine },
          { id: 'followUps', name: say.followUps },
        ]}
      />
      <div class="sales-panel" role="tabpanel" id="sales-panel" aria-labelledby={`sales-${tab}`}>
        <div class="blank">
          <Icon path={icons[tab]} size={28} />
          <h3>{title}</h3>
          <p>{text}</p>
          <p class="promise">
            <Icon path={lock} size={14} /> {say.promise}
          </p>
        </div>
      </div>
    </section>
  );
}

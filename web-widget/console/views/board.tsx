// The supervisor's board: a tile for each queue, and below who works and what they have. Told while it is looked at.
import { useEffect } from 'preact/hooks';
import { alert, people } from '../../look/icon-paths.ts';
import { Icon } from '../../look/icons.tsx';
import { waited } from '../ages.ts';
import type { Queue } from '../board.ts';
import { words } from '../words.ts';
import { Agents } from './agents.tsx';
import { useDesk } from './context.ts';

const say = words.board;
const late = 3 * 60_000; // a wait that should not be overlooked

export function Board() {
  const desk = useDesk();
  const { board } = desk.staffing;
  const departments = desk.snapshot.value.desk?.departments ?? [];
  const ids = departments.map(({ id }) => id).join(' ');
  useEffect(() => (ids ? board.watch(ids.split(' ')) : undefined), [ids, board]);
  const queues = board.queues.value;
  const failed = board.state.value === 'failed' && queues.size === 0;
  return (
    <section class="column board" aria-labelledby="board-heading">
      <header class="column-head">
        <h2 id="board-heading">{say.heading}</h2>
      </header>
      <div class="board-body">
        {failed ? (
          <div class="blank" role="alert">
            <Icon path={people} size={26} />
            <h3>{say.failed[0]}</h3>
            <p>{say.failed[1]}</p>
            <button type="button" class="button" onClick={() => void board.ask()}>
              {words.conversation.again}
            </button>
          </div>
        ) : (
          <>
            <h3>{say.queues}</h3>
            {queues.size === 0 && (
              <p class="hint" role="status">
                {say.loading}
              </p>
            )}
            <ul class="tiles">
              {departments.map((department) => {
                const queue = queues.get(department.id);
                return queue && <Tile key={department.id} department={department} queue={queue} />;
              })}
            </ul>
            <h3 id="people-heading">{say.people}</h3>
            <Agents />
          </>
        )}
      </div>
    </section>
  );
}

interface TileProps {
  department: { id: string; name: string; assign: keyof typeof say.assign };
  queue: Queue;
}

function Tile({ department, queue }: TileProps) {
  const desk = useDesk();
  const { name, assign } = department;
  const { waiting, online, free_slots: free, since } = queue;
  const show = () => {
    desk.tab.value = 'waiting';
    desk.place.value = { view: 'inbox', conversation: null };
  };
  return (
    <li class="tile" data-queue={department.id}>
      <div class="tile-head">
        <h4>{name}</h4>
        <span class="hint">{say.assign[assign]}</span>
      </div>
      <button type="button" class="tile-waiting" onClick={show} data-any={waiting > 0}>
        <strong>{waiting}</strong> {say.waiting}
        <span class="sr">. {say.show}</span>
      </button>
      <dl>
        <div>
          <dt>{say.longest}</dt>
          <dd>{since === null ? say.nobodyWaits : <Longest since={since} />}</dd>
        </div>
        <div>
          <dt>{say.online}</dt>
          <dd>{online}</dd>
        </div>
        <div>
          <dt>{say.free}</dt>
          <dd>{free}</dd>
        </div>
      </dl>
      {waiting > 0 && online === 0 && (
        <p class="tile-nobody">
          <Icon path={alert} size={14} /> {say.nobody}
        </p>
      )}
    </li>
  );
}

// Only this is drawn again every second.
function Longest({ since }: { since: number }) {
  const ms = useDesk().clock.now.value - since;
  return (
    <span class="tile-wait" data-late={ms > late}>
      {waited(ms)}
    </span>
  );
}

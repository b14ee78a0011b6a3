// The same figures as tables: by day, as what the plots show for those who do not see them, and by department, rep and
// rule. Where there is no room, a row becomes a card.
import type { StatsGroup } from '../../client/wire.ts';
import { right } from '../../look/icon-paths.ts';
import { Icon } from '../../look/icons.tsx';
import {
  type CareFigure,
  care,
  careColumns,
  none as dash,
  repColumns,
  ruleColumns,
  type SalesFigure,
  sales,
  salesColumns,
} from '../measures.ts';
import type { Shown } from '../numbers.ts';
import { words } from '../words.ts';
import { useDesk } from './context.ts';
import { dayName } from './plots.tsx';
import { useMatch } from './use-match.ts';

const say = words.numbers;
const names = say.tables;

export function Tables({ shown }: { shown: Shown }) {
  const desk = useDesk();
  const narrow = useMatch('(max-width: 759px)');
  const { all, days, groups } = shown;
  const byDay = days.map(({ key, ...half }) => ({ key, name: dayName(key), ...half }));
  const byDepartment = groups.department.map((group) => ({ ...group, name: group.name ?? desk.department(group.key) }));
  const byRep = groups.rep.map((group) => ({ ...group, name: group.name ?? desk.staffing.staffName(group.key) }));
  const none: [] = [];
  const ofCare = all.care ? careColumns : none;
  const ofSales = all.sales ? salesColumns : none;
  const tables: TablesOf[] = [
    { title: names.days, name: names.day, rows: byDay, ofCare, ofSales },
    { title: names.department, name: names.departmentName, rows: byDepartment, ofCare, ofSales },
  ];
  if (all.sales) {
    tables.push({ title: names.rep, name: names.repName, rows: byRep, ofCare: none, ofSales: repColumns });
    tables.push({ title: names.rule, name: names.ruleName, rows: groups.rule, ofCare: none, ofSales: ruleColumns });
  }
  return (
    <div class="numbers-tables">
      {tables.map(({ title, name, rows, ofCare, ofSales }, i) => (
        <details key={title} class="set-card" open={i > 0 && !narrow}>
          <summary>
            <Icon path={right} size={16} /> {title}
          </summary>
          <div class="numbers-table">
            {rows.length === 0 && <p class="hint">{names.nothing}</p>}
            {rows.length > 0 && ofCare.length > 0 && (
              <Table
                caption={names.careOf(title)}
                name={name}
                columns={ofCare}
                rows={rows}
                cell={(row, figure) => row.care && care[figure](row.care)}
              />
            )}
            {rows.length > 0 && ofSales.length > 0 && (
              <Table
                caption={names.salesOf(title)}
                name={name}
                columns={ofSales}
                rows={rows}
                cell={(row, figure) => row.sales && sales[figure](row.sales)}
              />
            )}
          </div>
        </details>
      ))}
    </div>
  );
}

interface TablesOf {
  title: string;
  name: string;
  rows: readonly StatsGroup[];
  ofCare: readonly CareFigure[];
  ofSales: readonly SalesFigure[];
}

interface TableProps<Figure extends string> {
  caption: string;
  name: string;
  columns: readonly Figure[];
  rows: readonly StatsGroup[];
  cell(row: StatsGroup, figure: Figure): string | undefined;
}

function Table<Figure extends CareFigure | SalesFigure>({ caption, name, columns, rows, cell }: TableProps<Figure>) {
  return (
    <table class="figures">
      <caption>{caption}</caption>
      <thead>
        <tr>
          <th scope="col">{name}</th>
          {columns.map((figure) => (
            <th key={figure} scope="col">
              {say.columns[figure] ?? say.figures[figure]}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.key}>
            <th scope="row">
              <bdi>{row.name ?? row.key}</bdi>
            </th>
            {columns.map((figure) => (
              <td key={figure} data-label={say.figures[figure]}>
                {cell(row, figure) ?? dash}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

// The same figures as tables: by day, as what the plots show for those who do not see them, and by department, rep and
// rule. Where there is no room, a row becomes a card.
import type { StatsGroup } from '../../client/wire.ts';
import { right } from '../../look/icon-paths.ts';
import { Icon } from '../../look/icons.tsx';
import {
  type CareFigure,
  care,
  careColumns,
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

const say = words.numbers;
const names = say.tables;

export function Tables({ shown }: { shown: Shown }) {
  const desk = useDesk();
  const { all, days, groups } = shown;
  const byDay = days.map(({ key, ...half }) => ({ key, name: dayName(key), ...half }));
  const byDepartment = groups.department.map((group) => ({ ...group, name: group.name ?? desk.department(group.key) }));
  const byRep = groups.rep.map((group) => ({ ...group, name: group.name ?? desk.staffing.staffName(group.key) }));
  const tables: [string, string, readonly StatsGroup[], readonly CareFigure[], readonly SalesFigure[]][] = [
    [names.days, names.day, byDay, careColumns, salesColumns],
    [names.department, names.departmentName, byDepartment, careColumns, salesColumns],
    ...(all.sales
      ? ([
          [names.rep, names.repName, byRep, [], repColumns],
          [names.rule, names.ruleName, groups.rule, [], ruleColumns],
        ] as const)
      : []),
  ].map(([title, name, rows, ofCare, ofSales]) => [
    title as string,
    name as string,
    rows as readonly StatsGroup[],
    all.care ? (ofCare as readonly CareFigure[]) : [],
    all.sales ? (ofSales as readonly SalesFigure[]) : [],
  ]);
  return (
    <div class="numbers-tables">
      {tables.map(([title, name, rows, ofCare, ofSales], i) => (
        <details key={title} class="set-card" open={i > 0}>
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

interface TableProps<Figure extends string> {
  caption: string;
  name: string;
  columns: readonly Figure[];
  rows: readonly StatsGroup[];
  cell(row: StatsGroup, figure: Figure): string | undefined;
}

function Table<Figure extends keyof typeof say.figures>({ caption, name, columns, rows, cell }: TableProps<Figure>) {
  return (
    <table class="figures">
      <caption>{caption}</caption>
      <thead>
        <tr>
          <th scope="col">{name}</th>
          {columns.map((figure) => (
            <th key={figure} scope="col">
              {say.figures[figure]}
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
                {cell(row, figure) ?? '–'}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

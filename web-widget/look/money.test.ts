// Money is read and typed in major units and is whole minor units everywhere else: no digit is lost on the way.
import { expect, test } from 'vitest';
import { amountOf, amountText, exponentOf, knownCurrency, moneyText, mostMinor } from './money.ts';

const typed = (text: string, currency = 'EUR', locale = 'en-GB') => amountOf(text, currency, locale);

test('a currency has as many digits as ISO 4217 gives it', () => {
  expect(['EUR', 'JPY', 'KWD', 'nonsense'].map(exponentOf)).toEqual([2, 0, 3, 2]);
  expect(knownCurrency('CHF')).toBe(true);
  expect(knownCurrency('ZZZ')).toBe(false);
});

test('read in the reader’s language', () => {
  expect(moneyText({ amount: 123_450, currency: 'EUR' }, 'en-GB')).toBe('€1,234.50');
  expect(moneyText({ amount: 123_450, currency: 'EUR' }, 'de-DE')).toBe('1.234,50\u00a0€');
  expect(moneyText({ amount: 500, currency: 'JPY' }, 'en-US')).toBe('¥500');
  expect(moneyText({ amount: 7, currency: 'KWD' }, 'en-US')).toContain('0.007');
  expect(moneyText({ amount: -2900, currency: 'EUR' }, 'en-GB')).toBe('-€29.00');
  expect(moneyText({ amount: 5, currency: '???' })).toBe('0.05 ???');
});

test('typed as people do', () => {
  expect(typed('29')).toEqual({ amount: 2900 });
  expect(typed('29.9')).toEqual({ amount: 2990 });
  expect(typed('29,90')).toEqual({ amount: 2990 }); // it can be nothing else
  expect(typed('1,234')).toEqual({ amount: 123_400 });
  expect(typed('1,234', 'EUR', 'de-DE')).toEqual({ problem: 'digits' });
  expect(typed('1.234', 'EUR', 'de-DE')).toEqual({ amount: 123_400 });
  expect(typed('1.234,5', 'EUR', 'en-GB')).toEqual({ amount: 123_450 });
  expect(typed(' 1 234 567,80 ', 'EUR', 'fr-FR')).toEqual({ amount: 123_456_780 });
  expect(typed('12’000', 'CHF')).toEqual({ amount: 1_200_000 });
  expect(typed('12,00,000', 'INR', 'en-IN')).toEqual({ amount: 120_000_000 });
  expect(typed('500', 'JPY')).toEqual({ amount: 500 });
  expect(typed('1.234', 'KWD')).toEqual({ amount: 1234 });
  expect(typed('0.29')).toEqual({ amount: 29 }); // 0.29 * 100 is 28.999…
  expect(typed('.5')).toEqual({ problem: 'number' });
});

test('what is wrong is named', () => {
  expect(typed('  ')).toEqual({ problem: 'empty' });
  expect(typed('-5')).toEqual({ problem: 'number' });
  expect(typed('5 Euro')).toEqual({ problem: 'number' });
  expect(typed('1e3')).toEqual({ problem: 'number' });
  expect(typed('1.2.3')).toEqual({ problem: 'number' });
  expect(typed('1,23,4')).toEqual({ problem: 'number' });
  expect(typed('5.001')).toEqual({ problem: 'digits' });
  expect(typed('5.50', 'JPY')).toEqual({ problem: 'digits' });
  expect(typed('10000000000')).toEqual({ amount: mostMinor });
  expect(typed('10000000000.01')).toEqual({ problem: 'large' });
  expect(typed('9'.repeat(400))).toEqual({ problem: 'large' });
});

test('what a field shows is what it reads, for every amount and currency', () => {
  for (const currency of ['EUR', 'JPY', 'KWD'])
    for (const locale of ['en-GB', 'de-DE', 'fr-FR', 'de-CH'])
      for (const amount of [0, 1, 9, 10, 99, 100, 1000, 1999, 100_000, 123_456, 999_999_999_999, mostMinor])
        expect(amountOf(amountText({ amount, currency }, locale), currency, locale)).toEqual({ amount });
});

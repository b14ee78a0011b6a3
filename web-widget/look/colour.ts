// A site's brand colour made readable: what stands on it, and its own shade as text on light and on dark grounds.
// Pure; only #rgb and #rrggbb are colours here, because anything else would have to be asked of the browser.
export interface Brand {
  readonly brand: string;
  readonly onBrand: string;
  readonly accentLight: string;
  readonly accentDark: string;
}

type Rgb = [number, number, number];

export function parseColour(text: string): Rgb | undefined {
  const hex = /^#?([\da-f]{3}|[\da-f]{6})$/i.exec(text.trim())?.[1];
  if (!hex) return undefined;
  const long = hex.length === 3 ? hex.replace(/./g, '$&$&') : hex;
  return [0, 2, 4].map((i) => Number.parseInt(long.slice(i, i + 2), 16)) as Rgb;
}

export function contrast(a: Rgb, b: Rgb): number {
  const [x, y] = [luminance(a), luminance(b)];
  return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05);
}

// WCAG's relative luminance.
function luminance(colour: Rgb): number {
  const [r, g, b] = colour.map((part) => {
    const c = part / 255;
    return c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  }) as Rgb;
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

const white: Rgb = [255, 255, 255];
const black: Rgb = [0, 0, 0];
const hex = (colour: Rgb) => `#${colour.map((part) => Math.round(part).toString(16).padStart(2, '0')).join('')}`;

// One of the two always reaches 4.5 : 1.
export function onColour(colour: Rgb): Rgb {
  return contrast(white, colour) >= 4.5 || contrast(white, colour) > contrast(black, colour) ? white : black;
}

// The darkest (lightest) grounds on which accent text stands: --theirs and --accent-soft of either scheme.
const grounds: { light: Rgb; dark: Rgb } = { light: [229, 234, 230], dark: [44, 52, 48] };

function readable(colour: Rgb, ground: Rgb, toward: Rgb): Rgb {
  for (let share = 0; share < 1; share += 0.04) {
    const mixed = colour.map((part, i) => part + (toward[i]! - part) * share) as Rgb;
    if (contrast(mixed, ground) >= 4.6) return mixed;
  }
  return toward;
}

export function brandOf(text: string | undefined): Brand | undefined {
  const colour = text ? parseColour(text) : undefined;
  if (!colour) return undefined;
  return {
    brand: hex(colour),
    onBrand: hex(onColour(colour)),
    accentLight: hex(readable(colour, grounds.light, black)),
    accentDark: hex(readable(colour, grounds.dark, white)),
  };
}

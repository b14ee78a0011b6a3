// A site's brand colour made readable: what stands on it, and its own shade as text on light and on dark grounds.
// Pure; only #rrggbb is a colour here. The loader uses a part of this, so every byte counts.
export interface Brand {
  readonly brand: string;
  readonly onBrand: string;
  readonly accentLight: string;
  readonly accentDark: string;
}

type Rgb = [number, number, number];

export function parseColour(text: string): Rgb | undefined {
  if (/^#[\da-f]{6}$/i.test(text)) return [1, 3, 5].map((i) => Number(`0x${text.slice(i, i + 2)}`)) as Rgb;
}

// WCAG's relative luminance, 0 to 1, without the straight piece near black, which changes nothing that is seen.
export function luminance(colour: Rgb): number {
  const [r, g, b] = colour.map((part) => ((part / 255 + 0.055) / 1.055) ** 2.4) as Rgb;
  return r * 0.2126 + g * 0.7152 + b * 0.0722;
}

export function contrast(a: Rgb, b: Rgb): number {
  const [x, y] = [luminance(a), luminance(b)];
  return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05);
}

const white: Rgb = [255, 255, 255];
const black: Rgb = [0, 0, 0];
const hex = (colour: Rgb) => `#${colour.map((part) => Math.round(part).toString(16).padStart(2, '0')).join('')}`;

// White up to this luminance and black above it both reach 4.5 : 1.
export const onColour = (colour: Rgb): Rgb => (luminance(colour) > 0.183 ? black : white);

// The darkest (lightest) grounds on which accent text stands: --theirs and --accent-soft of either scheme.
const grounds: { light: Rgb; dark: Rgb } = { light: [229, 234, 230], dark: [44, 52, 48] };

// The first of these shades that can be read on the ground.
function readable(shades: (share: number) => Rgb, ground: Rgb): Rgb {
  for (let share = 0; share < 1; share += 0.02) if (contrast(shades(share), ground) >= 4.6) return shades(share);
  return shades(1);
}

const mixed = (a: Rgb, b: Rgb, share: number) => a.map((part, i) => part + (b[i]! - part) * share) as Rgb;
const darker = (colour: Rgb) => (share: number) => mixed(colour, black, share);
// As bright as its hue goes, and only then paler.
const lighter = (colour: Rgb) => {
  const most = Math.max(...colour, 1);
  const bright = colour.map((part) => (part * 255) / most) as Rgb;
  return (share: number) => (share < 0.5 ? mixed(colour, bright, share * 2) : mixed(bright, white, share * 2 - 1));
};

export function brandOf(text: string | undefined): Brand | undefined {
  const colour = text ? parseColour(text) : undefined;
  if (!colour) return undefined;
  return {
    brand: hex(colour),
    onBrand: hex(onColour(colour)),
    accentLight: hex(readable(darker(colour), grounds.light)),
    accentDark: hex(readable(lighter(colour), grounds.dark)),
  };
}

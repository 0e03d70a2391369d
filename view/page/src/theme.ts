/// The colour theme: that of the system, or the reader's choice. Some browsers have no storage for file:// pages.

export const kThemes = ['system', 'light', 'dark'] as const;
export type Theme = (typeof kThemes)[number];

const kKey = 'dbspan.theme';
const prefersDark = matchMedia('(prefers-color-scheme: dark)');
let chosen: Theme = stored();

function stored(): Theme {
  try {
    const theme = localStorage.getItem(kKey) as Theme;
    return kThemes.includes(theme) ? theme : 'system';
  } catch {
    return 'system';
  }
}

const apply = (): void => {
  const dark = chosen === 'dark' || (chosen === 'system' && prefersDark.matches);
  document.documentElement.dataset.theme = dark ? 'dark' : 'light';
  document.dispatchEvent(new Event('themechange'));
};

export const theme = (): Theme => chosen;

export function chooseTheme(next: Theme): void {
  chosen = next;
  try {
    localStorage.setItem(kKey, next);
  } catch {
    // Without storage, the choice lasts until the page is closed.
  }
  apply();
}

export function startTheme(): void {
  apply();
  prefersDark.addEventListener('change', apply);
  addEventListener('beforeprint', () => {
    document.documentElement.dataset.theme = 'light';
    document.dispatchEvent(new Event('themechange'));
  });
  addEventListener('afterprint', apply);
}

/// Returns the colour in a custom CSS property, for drawing on a canvas.
export const colour = (property: string): string => getComputedStyle(document.documentElement).getPropertyValue(property).trim();

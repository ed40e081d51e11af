import { useEffect } from 'react';
import type { Settings } from '../../../electron/contract/settings.ts';
import { useEngine } from '../../stores/application-context.ts';

/** Puts the chosen theme on the document; `system` follows the desktop, also as it changes. */
export function useTheme(): void {
  const theme = useEngine((state) => state.settings.theme);
  useEffect(() => {
    const wishes = [
      window.matchMedia('(prefers-color-scheme: dark)'),
      window.matchMedia('(prefers-contrast: more)'),
    ];
    const apply = () => applyTheme(theme);
    apply();
    for (const wish of wishes) wish.addEventListener('change', apply);
    return () => {
      for (const wish of wishes) wish.removeEventListener('change', apply);
    };
  }, [theme]);
}

export function applyTheme(theme: Settings['theme']): void {
  document.documentElement.dataset.theme = theme === 'system' ? systemTheme() : theme;
}

function systemTheme(): Exclude<Settings['theme'], 'system'> {
  if (window.matchMedia('(prefers-contrast: more)').matches) return 'contrast';
  return window.matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
}

import { expect, it } from 'vitest';
import { cacheControl, type PageFile, pageFile } from '../../../electron/contract/page-files.ts';

it.each([
  ['/', 'index.html', 'text/html; charset=utf-8'],
  ['/index.html', 'index.html', 'text/html; charset=utf-8'],
  ['/assets/index-B2xL_.js', 'assets/index-B2xL_.js', 'text/javascript; charset=utf-8'],
  ['/assets/a.b-c.css', 'assets/a.b-c.css', 'text/css; charset=utf-8'],
  ['/assets/inter.woff2', 'assets/inter.woff2', 'font/woff2'],
  ['/icon.svg', 'icon.svg', 'image/svg+xml'],
])('takes %s for a file', (urlPath, path, mimeType) => {
  expect(pageFile(urlPath)).toEqual({ path, mimeType });
});

it.each([
  '',
  'index.html',
  '//index.html',
  '/../index.html',
  '/assets/../index.html',
  '/./index.html',
  '/.hidden.js',
  '/assets/.js',
  '/assets//a.js',
  '/assets/',
  '/a\\b.js',
  '/a%2fb.js',
  '/a b.js',
  '/a.js\0.html',
  '/a.map',
  '/a.php',
  '/js',
  '/a.constructor',
])('takes "%s" for none', (urlPath) => {
  expect(pageFile(urlPath)).toBeUndefined();
});

it('lets browsers keep what carries its hash, and never the page', () => {
  expect(cacheControl(pageFile('/assets/a-1.js') as PageFile)).toContain('immutable');
  expect(cacheControl(pageFile('/') as PageFile)).toBe('no-store');
});

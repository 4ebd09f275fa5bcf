import { readdirSync, readFileSync } from 'node:fs'
import { builtinModules } from 'node:module'
import { dirname, join, posix, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

type Room = { readonly folder: string; readonly ours: readonly string[]; readonly packages: readonly string[] }

const ticked = (cell: string): string[] => [...cell.matchAll(/`([^`]+)`/g)].map((match) => match[1] ?? '')

/** The table of docs/architecture.md. */
const rooms: readonly Room[] = readFileSync(join(ROOT, 'docs/architecture.md'), 'utf8')
  .split('\n')
  .filter((line) => /^\| `(shared|electron|renderer)/.test(line))
  .map((line) => {
    const [, folder = '', , ours = '', packages = ''] = line.split('|')
    return { folder: ticked(folder)[0] ?? '', ours: ticked(ours), packages: ticked(packages) }
  })

const roomOf = (file: string): Room | undefined =>
  rooms.filter(({ folder }) => file.startsWith(`${folder}/`)).sort((a, b) => b.folder.length - a.folder.length)[0]

const sources = ['shared', 'electron', 'renderer'].flatMap((top) =>
  readdirSync(join(ROOT, top), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(ts|tsx|js)$/.test(entry.name) && !/\.config\.ts$/.test(entry.name))
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)).replaceAll('\\', '/')),
)

const importsOf = (file: string): string[] => {
  const text = readFileSync(join(ROOT, file), 'utf8').replaceAll(/\/\*[\s\S]*?\*\//g, '')
  const pattern =
    /(?:^|\n)\s*(?:import|export)\s[^'"]*?from\s*['"]([^'"]+)['"]|(?:^|\n)\s*import\s*['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]/g
  return [...text.matchAll(pattern)].map((match) => match[1] ?? match[2] ?? match[3] ?? '')
}

const packageOf = (specifier: string): string =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')

const featureOf = (file: string): string | null => /^renderer\/features\/([^/]+)\//.exec(file)?.[1] ?? null

const wrongImports = (file: string): string[] => {
  const room = roomOf(file)
  if (!room) return [`${file} stands in a folder that docs/architecture.md does not list`]
  return importsOf(file).flatMap((specifier) => {
    if (specifier.startsWith('.')) {
      const target = posix.normalize(posix.join(dirname(file), specifier.split('?')[0] ?? ''))
      const other = roomOf(target)
      const feature = featureOf(target)
      if (featureOf(file) && feature && feature !== featureOf(file)) return [`${file} reaches into feature ${feature}`]
      if (target === 'package.json' || other === room || (other && room.ours.includes(other.folder))) return []
      return [`${file} imports ${target}`]
    }
    const builtin = specifier.startsWith('node:') || builtinModules.includes(specifier)
    const name = builtin ? 'node:*' : packageOf(specifier)
    return room.packages.includes(name) ? [] : [`${file} imports ${specifier}`]
  })
}

test('the table of docs/architecture.md is read', () => {
  expect(rooms.map(({ folder }) => folder)).toContain('electron/backend/store')
  expect(rooms.filter(({ packages }) => packages.includes('electron')).map(({ folder }) => folder)).toEqual([
    'electron/hosts/desktop',
  ])
})

test('every file imports only what its room may', () => {
  expect(sources.length).toBeGreaterThan(50)
  expect(sources.flatMap(wrongImports)).toEqual([])
})

test('every package the rooms may import is a dependency with a line that says why it is here', () => {
  const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))
  const why = readFileSync(join(ROOT, 'docs/architecture.md'), 'utf8').split('## Packages')[1] ?? ''
  const packages = [...Object.keys(manifest.dependencies), ...Object.keys(manifest.devDependencies)]
  const missing = packages.filter(
    (name) => !name.startsWith('@types/') && !why.includes(name.replace(/^@mantine\//, '')),
  )
  expect(missing).toEqual([])
})

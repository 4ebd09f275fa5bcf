import { spawn } from 'node:child_process'

const opener = (platform: NodeJS.Platform, url: string): readonly [string, ...string[]] => {
  if (platform === 'darwin') return ['open', url]
  // `start` takes the first quoted word for a window title.
  if (platform === 'win32') return ['cmd', '/c', 'start', '""', url.replaceAll('&', '^&')]
  return ['xdg-open', url]
}

/** Shows the page in the system's browser. A machine without one loses nothing: the address was printed. */
export const openBrowser = (url: string, platform: NodeJS.Platform = process.platform): void => {
  const [command, ...args] = opener(platform, url)
  const child = spawn(command, args, {
    stdio: 'ignore',
    detached: true,
    windowsVerbatimArguments: platform === 'win32',
  })
  child.on('error', () => {})
  child.unref()
}

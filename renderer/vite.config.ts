import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'

/** Where `npm run dev` finds the desk that answers; the web host's own port. */
const desk = process.env.SECOND_LOOK_DESK ?? 'http://127.0.0.1:4173'
const routes = ['/call', '/events', '/asset', '/upload', '/download', '/session']

const pdfjs = dirname(createRequire(import.meta.url).resolve('pdfjs-dist/package.json'))

/** Character maps and fonts that PDFs refer to without holding them; pdf.js asks for them by name. */
const pdfFiles = (): Plugin => ({
  name: 'pdf-files',
  generateBundle() {
    for (const folder of ['cmaps', 'standard_fonts'])
      for (const name of readdirSync(join(pdfjs, folder)).filter((each) => /\.(?:bcmap|pfb|ttf)$/.test(each)))
        this.emitFile({
          type: 'asset',
          fileName: `pdf/${folder}/${name}`,
          source: readFileSync(join(pdfjs, folder, name)),
        })
  },
  configureServer: (server) => {
    server.middlewares.use('/pdf/', (request, response, next) => {
      const path = /^\/(?:cmaps|standard_fonts)\/[\w-]+\.(?:bcmap|pfb|ttf)$/.exec(request.url ?? '')?.[0]
      if (path === undefined) next()
      else response.end(readFileSync(join(pdfjs, path)))
    })
  },
})

export default defineConfig({
  root: import.meta.dirname,
  base: './',
  plugins: [react(), pdfFiles()],
  build: {
    outDir: '../dist/renderer',
    emptyOutDir: true,
    target: 'es2023',
    sourcemap: false,
    // Fonts and icons stay files: the pages' content policy allows no data: fonts.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1500,
  },
  server: {
    host: '127.0.0.1',
    proxy: Object.fromEntries(routes.map((route) => [route, { target: desk, changeOrigin: true }])),
  },
})

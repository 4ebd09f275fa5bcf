import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

/** Where `npm run dev` finds the desk that answers; the web host's own port. */
const desk = process.env.SECOND_LOOK_DESK ?? 'http://127.0.0.1:4173'
const routes = ['/call', '/events', '/asset', '/upload', '/download', '/session']

export default defineConfig({
  root: import.meta.dirname,
  base: './',
  plugins: [react()],
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

/** The half of pdf.js that parses; it comes without types, and is handed over unread. */
declare module 'pdfjs-dist/legacy/build/pdf.worker.mjs'

{{%AUTOESCAPE context="JAVASCRIPT"}}/* The service worker of one tenant: what is kept on the device. What is done with it: worker.js. */
self.app = {
  base: "{{BASE}}",
  version: "{{VERSION}}",
  words: { sent: "[[Laporan Anda terkirim]]" },
  pages: ["/lapor", "/laporan-saya", "/luring"],
  data: ["/assets/brand.css", "/wilayah.json"],
  files: [
    "/assets/css/tokens.css",
    "/assets/css/public.css",
    "/assets/js/public.js",
    "/assets/js/public-map.js",
    "/assets/js/public-report.js",
    "/assets/js/public-send.js",
    "/assets/js/public-own.js",
    "/assets/js/outbox.js",
    "/assets/img/icon.svg",
    '/assets/vendor/plus-jakarta-sans.woff2'
  ]
};
importScripts("/assets/js/outbox.js", "/assets/js/worker.js");

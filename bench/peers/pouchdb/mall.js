// The mall's side of the peer: a PouchDB server on its own LevelDB files.
//
//   node mall.js FOLDER      prints {"port": …} when it listens
"use strict";

const path = require("path");

const folder = process.argv[2];
const PouchDB = require("pouchdb").defaults({ prefix: folder + path.sep });
const served = require("express-pouchdb")(PouchDB, {
  mode: "minimumForPouchDB",
  inMemoryConfig: true,
  logPath: path.join(folder, "log.txt"),
});

const server = require("express")()
  .use("/", served)
  .listen(0, "127.0.0.1", () => console.log(JSON.stringify({ port: server.address().port })));

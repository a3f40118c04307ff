// The till's side of the peer: puts orders into a local PouchDB and replicates them to the mall.
//
//   node till.js FOLDER REMOTE ORDERS batch SIZE    all at once, SIZE documents a request
//   node till.js FOLDER REMOTE ORDERS live          one after the other, each awaited, under one live replication
//   node till.js FOLDER REMOTE ORDERS shot          one after the other, a replication of its own for each
//
// ORDERS holds one JSON object a line. Prints {"orders": …, "seconds": …}: the time of replicating, not of putting.
"use strict";

const fs = require("fs");
const path = require("path");
const PouchDB = require("pouchdb");

async function batch(local, remote, orders, size) {
  await local.bulkDocs(orders);
  return timed(async () => {
    const done = await local.replicate.to(remote, { batch_size: size });
    if (done.docs_written !== orders.length) throw new Error(`replicated ${done.docs_written} of ${orders.length}`);
  });
}

async function shot(local, remote, orders) {
  return timed(async () => {
    for (const order of orders) {
      await local.put(order);
      await local.replicate.to(remote);
    }
  });
}

async function live(local, remote, orders) {
  const replication = local.replicate.to(remote, { live: true, retry: true });
  let written = 0;
  let wake = () => {};
  replication.on("change", (info) => {
    written = info.docs_written;
    wake();
  });
  const seconds = await timed(async () => {
    for (const [index, order] of orders.entries()) {
      await local.put(order);
      while (written <= index) await new Promise((resolve) => (wake = resolve));
    }
  });
  replication.cancel();
  return seconds;
}

async function timed(act) {
  const from = process.hrtime.bigint();
  await act();
  return Number(process.hrtime.bigint() - from) / 1e9;
}

async function main([folder, url, file, how, size]) {
  const orders = fs.readFileSync(file, "utf8").trimEnd().split("\n").map(JSON.parse);
  const local = new PouchDB(path.join(folder, "till"));
  const remote = new PouchDB(url);
  await remote.info();
  const ways = { batch, live, shot };
  const seconds = await ways[how](local, remote, orders, Number(size));
  console.log(JSON.stringify({ orders: orders.length, seconds }));
  process.exit(0);
}

main(process.argv.slice(2));

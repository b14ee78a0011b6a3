R"lua(
-- What every library begins with. Nothing here runs at load time but definitions: `pairs` and its kin are missing
-- then (Redis 7.0). KEYS[1] is always the site's prefix "{site}:", which also names the slot. Numbers leave as
-- strings: a Lua double would round them.
local function now_ms()
  local t = redis.call('TIME')
  return t[1] * 1000 + math.floor(t[2] / 1000)
end
local function digits(n) return string.format('%.0f', n) end
local function current_epoch()
  return string.match(redis.call('INFO', 'replication'), 'master_replid:(%x%x%x%x%x%x%x%x%x%x%x%x%x%x%x%x)')
end
local function words(text)
  local list = {}
  for w in string.gmatch(text or '', '%S+') do list[#list + 1] = w end
  return list
end
-- The list of epochs after one more ended at these cuts: "epoch:log:notes epoch:log:notes …", the last 16.
local function ended(epochs, epoch, log_seq, notes_seq)
  local list = words(epochs)
  list[#list + 1] = epoch .. ':' .. (log_seq or '0') .. ':' .. (notes_seq or '0')
  return table.concat(list, ' ', math.max(1, #list - 15))
end
-- Enters the current epoch. Gives {epoch, log_seq, notes_seq, epochs}, or nil where there is no such hash.
local function touch(p, id)
  local key = p .. 'conv:' .. id
  local h = redis.call('HMGET', key, 'epoch', 'log_seq', 'notes_seq', 'epochs')
  if not h[1] then return nil end
  local epoch = current_epoch()
  if h[1] ~= epoch then
    redis.call('HSET', key, 'epoch', epoch, 'epochs', ended(h[4], h[1], h[2], h[3]))
    h[1], h[4] = epoch, redis.call('HGET', key, 'epochs')
  end
  return h
end
)lua"

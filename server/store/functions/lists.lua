R"lua(
-- What a console's lists show, and the feeds that tell how it changes: {department}'s stream of entries with the
-- fields `epoch` (in which it was written) and `summary`.

-- The place of an entry: {seq, epoch}; {0, ''} where there is none. (Those of commit_1 had no epoch.)
local function place(entry)
  if not entry then return {'0', ''} end
  return {string.match(entry[1], '^%d+'), entry[2][1] == 'epoch' and entry[2][2] or ''}
end
local function end_of(key, command, from, to) return redis.call(command, key, from, to, 'COUNT', 1)[1] end

-- A sealed one carries it in the clear, in its second line; 16 kB are more than it and the first can have.
local function summary(p, id)
  return redis.call('HGET', p .. 'conv:' .. id, 'summary') or
         string.match(redis.call('GETRANGE', p .. 'sealed:' .. id, 0, 16383), '^[^\n]*\n({[^\n]*})\n')
end

-- ARGV: most, number of departments, departments…, states…. Gives {1 when there are more else 0, {seq, epoch of the
-- feed's last entry}… in the order of departments, summaries…}: state after state, in each the newest first.
local function lists(KEYS, ARGV)
  local p, most, ends = KEYS[1], tonumber(ARGV[1]), 2 + ARGV[2]
  local answer, room = {'0'}, tonumber(ARGV[1])
  for d = 3, ends do answer[#answer + 1] = place(end_of(p .. 'feed:' .. ARGV[d], 'XREVRANGE', '+', '-')) end
  for s = ends + 1, #ARGV do
    local heads = {}
    for d = 3, ends do
      local set = p .. 'listed:' .. ARGV[d] .. ':' .. ARGV[s]
      local page = redis.call('ZRANGE', set, 0, room, 'REV', 'WITHSCORES')  -- one more than there is room for
      for i = 1, #page, 2 do heads[#heads + 1] = {page[i], tonumber(page[i + 1])} end
    end
    table.sort(heads, function(x, y)
      if x[2] ~= y[2] then return x[2] > y[2] end
      return x[1] > y[1]
    end)
    for _, head in ipairs(heads) do
      if room == 0 then
        answer[1] = '1'
        return answer
      end
      answer[#answer + 1] = summary(p, head[1])
      room = room - 1
    end
  end
  return answer
end
redis.register_function{function_name = 'lists_1', callback = lists, flags = {'no-writes'}}

-- ARGV: department, after, epoch of the entry there or "" (whichever), limit. Gives {ok|trimmed|back, seq and epoch of
-- the last entry, entries after `after`…}; when trimmed, the last entry only.
local function feed(KEYS, ARGV)
  local key, after, epoch = KEYS[1] .. 'feed:' .. ARGV[1], tonumber(ARGV[2]), ARGV[3]
  local oldest, newest = end_of(key, 'XRANGE', '-', '+'), end_of(key, 'XREVRANGE', '+', '-')
  local first, last = tonumber(place(oldest)[1]), place(newest)
  local at = digits(after) .. '-0'
  local there = epoch ~= '' and end_of(key, 'XRANGE', at, at)
  if after > tonumber(last[1]) or (there and place(there)[2] ~= epoch) then return {'back', last[1], last[2]} end
  if after + 1 < first or (epoch ~= '' and not there) then return {'trimmed', last[1], last[2], newest} end
  return {'ok', last[1], last[2],
          unpack(redis.call('XRANGE', key, digits(after + 1) .. '-0', '+', 'COUNT', ARGV[4]))}
end
redis.register_function{function_name = 'feed_1', callback = feed, flags = {'no-writes'}}
)lua"

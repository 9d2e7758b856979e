-- Written by Baton's router-switcher. How the sites of the Lua way read their routes, and what they count.
--
-- The route is the target of a symbolic link, as it is without Lua: a switch is one rename, and what is on the disk is
-- true for a worker that has just started too. The link is read at most once a millisecond, by the clock and not by what
-- NGINX takes for the time: who moves it waits for two before a request has to see it. Everything else is worked out when
-- its target is another one than the time before.

local ffi = require "ffi"
local balancer = require "ngx.balancer"
local is_internal = ngx.req.is_internal
local now, update_time = ngx.now, ngx.update_time

-- By a name of our own: other code of the same worker may have declared it differently.
ffi.cdef [[ int baton_readlink(const char *path, char *target, size_t size) __asm__("readlink"); ]]

local NOWHERE = { route = "none", to = "none" }
local LONGEST = 512
local FLUSH_SECONDS = 0.25

local C, text = ffi.C, ffi.string
local buffer = ffi.new("char[?]", LONGEST)
local requests = ngx.shared.baton_requests

local baton = {}

local function target_of(link)
  local length = C.baton_readlink(link, buffer, LONGEST)
  return length > 0 and length < LONGEST and text(buffer, length) or nil
end

-- By link, what its target meant when it was last read.
local read = {}

-- A slot that has another address than NGINX has read is connected to by the balancer, so that it needs no reload. Its
-- link is made before a route leads there.
local function meaning_of(link, route, configured)
  local slot = route:match("^([abc])%.%d+%.[%x-]+$")
  local address = slot and target_of(link:match("^.*/") .. "slot-" .. slot)
  if not address then
    return nil
  end
  local elsewhere = address ~= configured[slot] and address
  return { route = route, to = elsewhere and "any" or slot, elsewhere = elsewhere }
end

local function look(link, a, b, c)
  local route = target_of(link)
  local meaning = read[link]
  if not meaning or meaning.route ~= route then
    meaning = route and meaning_of(link, route, { a = a, b = b, c = c })
    read[link] = meaning
  end
  return meaning or NOWHERE
end

-- Which upstream this request goes to, or "none". Pinned: an internal redirect or a subrequest goes where its request went.
function baton.route(link, a, b, c)
  if is_internal() then
    local pinned = ngx.var.baton_to
    if pinned and pinned ~= "" then
      return pinned
    end
  end
  update_time()
  local millisecond = now()
  local meaning = read[link]
  if not meaning or meaning.at ~= millisecond then
    meaning = look(link, a, b, c)
    meaning.at = millisecond
  end
  ngx.var.baton_route = meaning.route
  if meaning.elsewhere then
    ngx.var.baton_address = meaning.elsewhere
  end
  return meaning.to
end

function baton.connect()
  local host, port = ngx.var.baton_address:match("^(.*):(%d+)$")
  local done, reason = balancer.set_current_peer(host, tonumber(port))
  if not done then
    ngx.log(ngx.ERR, "cannot connect to ", ngx.var.baton_address, ": ", reason)
    return ngx.exit(ngx.ERROR)
  end
end

-- Counted in the worker and added to the shared memory four times a second: no request waits for its lock.
local pending = {}
local scheduled = false

local function flush()
  scheduled = false
  local counted = pending
  pending = {}
  for route, counts in pairs(counted) do
    for class = 1, 5 do
      local key = counts.application .. " " .. route .. " " .. class
      local done, reason = true, nil
      if counts[class] > 0 then
        done, reason = requests:incr(key, counts[class], 0)
      end
      if not done then
        ngx.log(ngx.ERR, "cannot count ", key, ": ", reason)
      end
    end
  end
end

-- Only what reached the application: a limit's 503 says nothing about a version.
function baton.count(application)
  local status = ngx.status
  if status < 100 or status > 599 or status >= 400 and not ngx.var.upstream_addr then
    return
  end
  local route = ngx.var.baton_route
  local counts = pending[route]
  if not counts then
    counts = { application = application, 0, 0, 0, 0, 0 }
    pending[route] = counts
  end
  local class = (status - status % 100) / 100
  counts[class] = counts[class] + 1
  if not scheduled then
    scheduled = ngx.timer.at(FLUSH_SECONDS, flush)
    if not scheduled then -- this worker is on its way out
      flush()
    end
  end
end

-- The counts of one application as Prometheus reads them.
function baton.report(application)
  flush()
  local lines = {}
  for _, key in ipairs(requests:get_keys(0)) do
    local name, route, class = key:match("^(%S+) (%S+) (%d)$")
    if name == application then
      lines[#lines + 1] = ('baton_requests_total{application="%s",deployment="%s",route="%s",status="%sxx"} %d\n'):format(
        name, route:match("[^.]*$"), route, class, requests:get(key) or 0)
    end
  end
  table.sort(lines)
  ngx.header.content_type = "text/plain; version=0.0.4"
  ngx.print("# HELP baton_requests_total Requests that reached the application, by the route they took.\n",
    "# TYPE baton_requests_total counter\n", lines)
end

package.loaded[debug.getinfo(1, "S").source:sub(2)] = baton
return baton

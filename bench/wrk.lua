-- For wrk: with a file of paths and a number, requests each of them by turns behind the first so
-- many. Prints one line of figures at the
-- end: requests, microseconds, bytes, and how many went wrong.
function init(args)
    if not args[1] then
        return
    end
    local requests, at = {}, tonumber(args[2])
    for path in io.lines(args[1]) do
        requests[#requests + 1] = wrk.format("GET", path)
    end
    request = function()
        at = at % #requests + 1
        return requests[at]
    end
end

function done(summary)
    local e = summary.errors
    print(string.format("figures %d %d %d %d", summary.requests, summary.duration, summary.bytes,
        e.connect + e.read + e.write + e.status + e.timeout))
end

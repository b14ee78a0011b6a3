// How the store fails. A lost race or a refused append is an answer, not a fault; these are the faults.
#pragma once
#include <boost/system/result.hpp>
#include <stdexcept>

namespace baton::store {

enum class Fault {
  refused,    // Redis away or refusing: certainly nothing was written
  unknown,    // sent, no answer: it may or may not have happened; the same `cid` again settles it
  not_found,  // no such thing in this site
  corrupt,    // a stored body that this build cannot read
};

template <class T>
using Result = boost::system::result<T, Fault>;

}  // namespace baton::store

namespace boost::system {
[[noreturn]] inline void throw_exception_from_error(const baton::store::Fault&,
                                                    const boost::source_location&) {
  throw std::logic_error("a fault of the store was read as a value");
}
}  // namespace boost::system

// What is remembered of a customer's conversations: the last few beginnings.
#include "server/desk/customer.hpp"

namespace baton::desk {

void began(Customer& customer, Time at) {
  customer.starts.push_back(at);
  if (customer.starts.size() > most_starts) customer.starts.erase(customer.starts.begin());
}

}  // namespace baton::desk

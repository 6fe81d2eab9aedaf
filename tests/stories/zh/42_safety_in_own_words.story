# The safety question is answered in the customer's own words; a hedged no is not sure.
# rules: CMP-4
C> 空调不制冷
C> 会影响安全吗
S> state.safety == 'empty'
C> 应该不会吧
S> safety == 'unsure' and step == 'when'
C> 上一步
C> 不影响
S> safety == 'no' and step == 'when'
C> 上一步
C> 挺危险的
S> safety == 'yes' and earlier.safety == ('不确定', '不会') and step == 'when'
